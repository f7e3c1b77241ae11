using Dispatch.Yaml;

namespace Dispatch.Workflows;

/// <summary>Checks that orders can reach every stage, and from every stage an end.</summary>
static class PathChecks
{
    static readonly string[] GiveParts = ["assign", "claim", "settle", "reassign"];

    /// <summary>After these nobody has an open part any more, as at every final stage.</summary>
    static readonly string[] EndParts = ["offer", "reopen", "refuse", "withdraw", "confirm", "merge", "separate"];

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
        IReadOnlyList<StageDraft> begin = [.. (draft.File?.Rule.Ways ?? []).Select(draft.Stage).OfType<StageDraft>()];
        if (begin.Count == 0)
            return;

        var reached = Reachable(begin, draft);
        foreach (var stage in draft.Stages)
        {
            if (!reached.Any(state => state.Stage == stage))
                yaml.Fault(stage.Line, $"No order can reach stage {stage.Stage.Name}: no step that somebody may take leads there.");
            else if (!reached.Contains((stage, true)))
            {
                const string Why = "it is for members with a part in the order, and none has one at this stage.";
                foreach (var rule in stage.Rules.Where(rule => !MayBeTaken(rule, parts: false)))
                    yaml.Fault(rule.Line, $"Nobody may take {rule.Owner}: {Why}");
            }
        }
    }

    static void CheckWaysOut(WorkflowDraft draft, YamlFile yaml)
    {
        var ending = LeadingToAnEnd(draft);
        foreach (var stage in draft.Stages.Where(stage => !stage.Stage.Final))
        {
            var name = stage.Stage.Name;
            if (!Next(stage, draft).Any())
                yaml.Fault(stage.Line, $"No step of its own leads on from stage {name}; an order there could only be given up.");
            else if (!ending.Contains(stage) && ending.Count > 0)
                yaml.Fault(stage.Line, $"From stage {name} no steps lead to a final stage; an order there could only be given up.");
        }
    }

    /// <summary>The stages that orders can reach, and whether somebody may have an open part in them there.</summary>
    static HashSet<(StageDraft Stage, bool Parts)> Reachable(IEnumerable<StageDraft> begin, WorkflowDraft draft)
    {
        var reached = begin.Select(stage => (stage, false)).ToHashSet();
        var waiting = new Queue<(StageDraft Stage, bool Parts)>(reached);
        while (waiting.TryDequeue(out var state))
        {
            var stage = state.Stage.Stage;
            var always = stage.Final ? [] : draft.Always.Where(rule => !stage.Steps.ContainsKey(rule.Rule.Step));
            foreach (var rule in state.Stage.Rules.Concat(always).Where(rule => MayBeTaken(rule, state.Parts)))
            {
                var parts = GiveParts.Contains(rule.Rule.Step) || (state.Parts && !EndParts.Contains(rule.Rule.Step));
                foreach (var next in rule.Rule.Ways.Select(draft.Stage).OfType<StageDraft>().DefaultIfEmpty(state.Stage))
                {
                    // The engine never leaves an order with members when none of them has a part.
                    if (next.Stage.Desk != Desks.Member || parts)
                        Reach(next, parts);
                }

                if (rule.Rule.When != MoveWhen.Taken)
                    Reach(state.Stage, parts); // such as the claim of one place of several
            }
        }

        return reached;

        void Reach(StageDraft stage, bool parts)
        {
            var there = (stage, parts && !stage.Stage.Final);
            if (reached.Add(there))
                waiting.Enqueue(there);
        }
    }

    /// <summary>A desk that could not be read has its own fault. Members may take back a step that left them without a part.</summary>
    static bool MayBeTaken(RuleDraft rule, bool parts) =>
        parts || rule.Rule.Step == "recall" || rule.Rule.Desks.Count == 0 || rule.Rule.Desks.Any(desk => desk != Desks.Member);

    /// <summary>The stages whose own steps lead to an end. A step that is always allowed, such as withdrawing, is giving up.</summary>
    static HashSet<StageDraft> LeadingToAnEnd(WorkflowDraft draft)
    {
        var ending = draft.Stages.Where(stage => stage.Stage.Final).ToHashSet();
        while (draft.Stages.FirstOrDefault(stage => !ending.Contains(stage) && Next(stage, draft).Any(ending.Contains)) is { } found)
            ending.Add(found);
        return ending;
    }

    static IEnumerable<StageDraft> Next(StageDraft stage, WorkflowDraft draft) =>
        stage.Rules.SelectMany(rule => rule.Rule.Ways).Select(draft.Stage).OfType<StageDraft>().Where(next => next != stage);
}
