using Dispatch.Yaml;

namespace Dispatch.Workflows;

/// <summary>Checks that orders can come to every stage, and from every stage to an end.</summary>
static class PathChecks
{
    static readonly string[] GiveParts = ["assign", "claim", "settle"];

    /// <summary>After these nobody has an open part any more, as at every final stage.</summary>
    static readonly string[] EndParts = ["offer", "reopen", "refuse", "withdraw", "confirm", "merge"];

    public static void Check(WorkflowDraft draft, YamlFile yaml)
    {
        if (draft.Stages.Count > 0 && !draft.Stages.Any(stage => stage.Stage.Final))
            yaml.Fault(draft.StagesLine, "No stage is final; say final: true where an order comes to its end.");

        CheckWaysIn(draft, yaml);
        CheckWaysOut(draft, yaml);
    }

    static void CheckWaysIn(WorkflowDraft draft, YamlFile yaml)
    {
        // Without a beginning every stage would be called unreachable, which helps nobody.
        if (draft.Stage(draft.File?.Rule.To) is not { } begin)
            return;

        var reached = Reached(begin, draft);
        foreach (var stage in draft.Stages)
        {
            if (!reached.Any(place => place.Stage == stage))
                yaml.Fault(stage.Line, $"No order can come to stage {stage.Stage.Name}: no step that somebody may take leads there.");
            else if (!reached.Contains((stage, true)))
            {
                foreach (var rule in stage.Rules.Where(rule => !MayBeTaken(rule, parts: false)))
                    yaml.Fault(rule.Line, $"Nobody may take {rule.Owner}: it is for members with a part in the order, and none has one at this stage.");
            }
        }
    }

    static void CheckWaysOut(WorkflowDraft draft, YamlFile yaml)
    {
        var ending = Ending(draft);
        foreach (var stage in draft.Stages.Where(stage => !stage.Stage.Final))
        {
            if (!Next(stage, draft).Any())
                yaml.Fault(stage.Line, $"No step of its own leads on from stage {stage.Stage.Name}; an order there could only be given up.");
            else if (!ending.Contains(stage) && ending.Count > 0)
                yaml.Fault(stage.Line, $"From stage {stage.Stage.Name} no steps lead to a final stage; an order there could only be given up.");
        }
    }

    /// <summary>Where orders can come, and whether somebody may have an open part in them there.</summary>
    static HashSet<(StageDraft Stage, bool Parts)> Reached(StageDraft begin, WorkflowDraft draft)
    {
        var reached = new HashSet<(StageDraft, bool)> { (begin, false) };
        var waiting = new Queue<(StageDraft Stage, bool Parts)>(reached);
        while (waiting.TryDequeue(out var place))
        {
            var always = place.Stage.Stage.Final ? [] : draft.Always.Where(rule => !place.Stage.Stage.Steps.ContainsKey(rule.Rule.Step));
            foreach (var rule in place.Stage.Rules.Concat(always).Where(rule => MayBeTaken(rule, place.Parts)))
            {
                var parts = GiveParts.Contains(rule.Rule.Step) || (place.Parts && !EndParts.Contains(rule.Rule.Step));
                var next = draft.Stage(rule.Rule.To) ?? place.Stage;
                // The engine leaves no order with members of whom none has a part.
                if (next.Stage.Desk != Desks.Member || parts)
                    Come(next, parts);
                if (rule.Rule.When != MoveWhen.Taken)
                    Come(place.Stage, parts); // such as the claim of one place of several
            }
        }

        return reached;

        void Come(StageDraft stage, bool parts)
        {
            var there = (stage, parts && !stage.Stage.Final);
            if (reached.Add(there))
                waiting.Enqueue(there);
        }
    }

    /// <summary>A desk that could not be read has its own fault.</summary>
    static bool MayBeTaken(RuleDraft rule, bool parts) =>
        parts || rule.Rule.Desks.Count == 0 || rule.Rule.Desks.Any(desk => desk != Desks.Member);

    /// <summary>The stages from which a stage's own steps lead to an end. What is always allowed, such as withdrawing, is giving up.</summary>
    static HashSet<StageDraft> Ending(WorkflowDraft draft)
    {
        var ending = draft.Stages.Where(stage => stage.Stage.Final).ToHashSet();
        while (draft.Stages.FirstOrDefault(stage => !ending.Contains(stage) && Next(stage, draft).Any(ending.Contains)) is { } found)
            ending.Add(found);
        return ending;
    }

    static IEnumerable<StageDraft> Next(StageDraft stage, WorkflowDraft draft) =>
        stage.Rules.Select(rule => draft.Stage(rule.Rule.To)).OfType<StageDraft>().Where(next => next != stage);
}
