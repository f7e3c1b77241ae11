using Dispatch.Language;
using Dispatch.Yaml;

namespace Dispatch.Workflows;

/// <summary>Checks that each rule makes sense for its step.</summary>
static class RuleChecks
{
    static readonly Dictionary<MoveWhen, IReadOnlyList<string>> Fits = new()
    {
        [MoveWhen.Lead] = StepCatalogue.OfParts,
        [MoveWhen.Full] = ["claim"],
        [MoveWhen.All] = ["return", "resolve"],
    };

    public static void Check(WorkflowDraft draft, YamlFile yaml)
    {
        foreach (var (rule, at) in draft.Rules.Where(rule => StepCatalogue.All.ContainsKey(rule.Rule.Rule.Step)))
        {
            CheckInput(rule, yaml);
            CheckMove(rule, at, yaml);
            CheckHolders(rule, at, yaml);
            CheckLapse(rule, at, yaml);
            CheckAnswers(rule, at, draft, yaml);
            CheckRecall(rule, at, draft, yaml);
            CheckSeparation(rule, at, draft, yaml);
            if (rule == draft.File)
                CheckFiling(rule, yaml);
            else if (rule.Rule.Step == "file")
                yaml.Fault(rule.Line, "An order is filed once: the step file can only be at the top of the workflow.");
            foreach (var to in rule.Rule.Ways)
            {
                if (draft.Stage(to) is { } target)
                    CheckTarget(rule, target.Stage, at, yaml);
                else
                    yaml.Fault(rule.ToLine, $"There is no stage \"{to}\", to which {rule.Owner} leads.");
            }
        }

        foreach (var (stage, limit, _, _) in draft.Stages.Where(stage => draft.File?.Rule.MayLeadTo(stage.Stage.Name) != true))
        {
            limit?.From?.Key.Fault(
                $"The limit of stage {stage.Name} cannot run from: reported; only that of the whole order and that of the stage to which "
                + "orders are filed can.");
        }
    }

    /// <summary>Where a step leads to several stages, a drawing chooses, and only Elsa reads drawings.</summary>
    public static void CheckChoices(WorkflowDraft draft, YamlFile yaml, bool isDrawn, bool canBeDrawn)
    {
        foreach (var (rule, _) in draft.Rules.Where(rule => rule.Rule.Rule.Alternatives.Count > 0))
        {
            if (canBeDrawn && isDrawn)
                continue;
            var why = canBeDrawn
                ? $"and no drawing chooses: NAME{Drawing.Extension} beside the file is missing."
                : "of which a drawing chooses; that needs Elsa, which does not run here.";
            yaml.Fault(rule.ToLine, $"The {rule.Owner} leads to several stages, {why}");
        }
    }

    static StepDefinition Definition(StepRule rule) => StepCatalogue.All[rule.Step];

    static void CheckInput(RuleDraft draft, YamlFile yaml)
    {
        var (rule, owner) = (draft.Rule, draft.Owner);
        foreach (var field in Definition(rule).Required.Where(field => !rule.Inputs.GetValueOrDefault(field)))
            yaml.Fault(draft.Line, $"The input of {owner} must have {field}: required; without it the step means nothing.");
        if (rule.Step == "correct" && !rule.Inputs.ContainsKey("category") && !rule.Inputs.ContainsKey("urgency"))
            yaml.Fault(draft.Line, $"The input of {owner} must have category or urgency; there is nothing else to put right.");
        if (rule.Inputs.ContainsKey("source") != rule.Inputs.ContainsKey("externalId"))
            yaml.Fault(draft.Line, $"The input of {owner} must have source and externalId together; only both name an order.");
    }

    static void CheckMove(RuleDraft draft, StageDraft? at, YamlFile yaml)
    {
        var (rule, owner) = (draft.Rule, draft.Owner);
        if (rule.To is null && Definition(rule).Moves == Movement.Always)
            yaml.Fault(draft.Line, $"The to of {owner} is missing; say to which stage it leads.");
        if (rule.To is not null && Definition(rule).Moves == Movement.Never)
            yaml.Fault(draft.ToLine, $"The {owner} cannot have a to: the step {rule.Step} moves nothing.");
        if (rule is { Step: "reassign", To: null } && at?.Stage is { Desk: not (null or Desks.Member) })
            yaml.Fault(draft.Line, $"The to of {owner} is missing; it leads to a stage whose desk is member, who is given the order.");
        if (rule.To is null && rule.When != MoveWhen.Taken)
            yaml.Fault(draft.Line, $"The {owner} says when the order moves, but not to which stage.");
        if (rule.To is null && rule.Times is not null && !Definition(rule).IsCounted)
            yaml.Fault(draft.Line, $"The {owner} says how often it may move the order, but not to which stage.");
        if (Fits.TryGetValue(rule.When, out var fits) && !fits.Contains(rule.Step))
        {
            var when = RuleReading.Whens.First(pair => pair.Value == rule.When).Key;
            yaml.Fault(draft.Line, $"The {owner} cannot wait for \"{when}\"; only {Sentence.List(fits)} can.");
        }
    }

    static void CheckHolders(RuleDraft draft, StageDraft? at, YamlFile yaml)
    {
        var (rule, owner) = (draft.Rule, draft.Owner);
        var fromPool = at?.Stage.Desk == Desks.Pool;

        if (rule.Person && rule.Step != "claim")
            yaml.Fault(draft.Line, $"The {owner} cannot be as: person; only a claim can.");
        else if (rule.Person && !fromPool)
            yaml.Fault(draft.Line, $"The {owner} cannot be as: person; a person claims from the pool, at a stage whose desk is pool.");

        if (rule.When == MoveWhen.Full && !fromPool)
            yaml.Fault(draft.Line, $"The {owner} cannot wait for \"full\"; places are those of a stage whose desk is pool.");
        if (rule.Step == "claim" && !fromPool && rule.Desks.Contains(Desks.Pool))
            yaml.Fault(draft.Line, $"The {owner} is not for the pool; the pool claims at a stage whose desk it is.");
        if (StepCatalogue.OfParts.Contains(rule.Step) && rule.Desks.Count > 0 && !rule.Desks.Any(HasParts))
        {
            var right = rule.Step == "claim" && fromPool ? Desks.Pool : Desks.Member;
            yaml.Fault(draft.Line, $"The {owner} is for those who have a part in the order; its desk should be {right}.");
        }

        bool HasParts(string desk) => desk is Desks.Member or Desks.Anyone || (desk == Desks.Pool && rule.Step == "claim");
    }

    const string ReasonExample = "reason: { zh: 无人接单, en: Nobody claimed it }";

    static void CheckLapse(RuleDraft draft, StageDraft? at, YamlFile yaml)
    {
        var (rule, owner) = (draft.Rule, draft.Owner);
        if (rule.Step != "lapse" && (rule.After is not null || rule.Reason is not null))
            yaml.Fault(draft.Line, $"The {owner} has no after or reason; only a lapse, which the system takes, has.");
        if (rule.Step == "lapse" && (rule.After is null || rule.Reason is null))
            yaml.Fault(draft.Line, $"The {owner} needs after, such as 4 working hours, and reason, which people read: {ReasonExample}.");
        if (rule.Step == "lapse" && (at is null || at.Stage.Final))
            yaml.Fault(draft.Line, $"The {owner} must be at a stage that somebody holds; it counts from when an order comes there.");
    }

    static void CheckAnswers(RuleDraft draft, StageDraft? at, WorkflowDraft workflow, YamlFile yaml)
    {
        var always = at?.Stage.Final == true ? [] : workflow.Always;
        var steps = (at?.Rules ?? []).Concat(always).Select(rule => rule.Rule.Step).ToHashSet();
        foreach (var answer in Definition(draft.Rule).Answers.Where(answer => !steps.Contains(answer)))
            yaml.Fault(draft.Line, $"Nobody could answer {draft.Owner}: the step {answer} is missing beside it.");
    }

    static void CheckRecall(RuleDraft draft, StageDraft? at, WorkflowDraft workflow, YamlFile yaml)
    {
        if (draft.Rule.Step != "recall" || at is null || draft.Rule.Desks.Count == 0)
            return;
        var leadingHere = workflow.Rules.Where(other => other.Rule != workflow.File
            && (other.Rule.Rule.MayLeadTo(at.Stage.Name) || (other.Rule.Rule.Step == "reassign" && other.At == at)));
        if (!leadingHere.Any(other => other.Rule.Rule.Desks.Intersect(draft.Rule.Desks).Any()))
        {
            var desks = Sentence.List(draft.Rule.Desks, "or");
            yaml.Fault(draft.Line, $"The {draft.Owner} could take nothing back: no step of {desks} leads there.");
        }
    }

    static void CheckSeparation(RuleDraft draft, StageDraft? at, WorkflowDraft workflow, YamlFile yaml)
    {
        if (draft.Rule.Step != "separate")
        {
            if (draft.Rule.Desks.Contains(Desks.Holder))
                yaml.Fault(draft.Line, $"The {draft.Owner} is not for the holder, who has the order that goes on; only separate is.");
            return;
        }

        if (at is null || !workflow.Rules.Any(other => other.Rule.Rule.Step == "merge" && other.Rule.Rule.MayLeadTo(at.Stage.Name)))
            yaml.Fault(draft.Line, $"The {draft.Owner} could separate nothing: no merge leads there.");
    }

    static void CheckFiling(RuleDraft draft, YamlFile yaml)
    {
        if (draft.Rule.When != MoveWhen.Taken || draft.Rule.Times is not null || draft.Rule.Within is not null)
            yaml.Fault(draft.Line, "The file has no when, times or within: an order begins once it is filed.");
        if (draft.Rule.Desks.Any(desk => desk is Desks.Member or Desks.Pool))
            yaml.Fault(draft.Line, "Members file nothing: an order that is not filed yet has no parts and no category.");
    }

    static void CheckTarget(RuleDraft draft, Stage target, StageDraft? at, YamlFile yaml)
    {
        var wrong = draft.Rule.Step switch
        {
            _ when target.Name == at?.Stage.Name => "is already there; leave the to out where the order stays",
            "file" when target.Final => "ends with it; an order begins at a stage that is not final",
            "file" when target.Desk == Desks.Member => "has no holder there; no member has a part in an order that was just filed",
            "assign" or "reassign" or "settle" when target.Desk != Desks.Member =>
                "must lead to a stage whose desk is member, who is given it",
            "offer" when target.Desk != Desks.Pool => "must lead to a stage whose desk is pool, which claims it",
            "separate" when target.Final => "ends with it; an order that is separated is looked at anew",
            "separate" when target.Desk == Desks.Member => "has no holder there; nobody has a part in it any more",
            "merge" or "withdraw" when !target.Final => "must lead to a final stage, because nobody goes on with it",
            _ => null,
        };
        if (wrong is not null)
            yaml.Fault(draft.ToLine, $"The {draft.Owner} leads to {target.Name}, but the order {wrong}.");
    }
}
