using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Language;

namespace Dispatch.Workflows;

/// <summary>A file that arranges stages, desks, steps and time limits; already checked.</summary>
/// <remarks><see cref="WorkflowFile"/> says which faults a file can have.</remarks>
public sealed record Workflow
{
    public required string Name { get; init; }

    /// <summary>Counts from 1; an order keeps the version it was filed under.</summary>
    public required int Version { get; init; }

    public required Words Title { get; init; }

    /// <summary>How long everybody together has for an order; null where only the stages have limits.</summary>
    public Limit? Limit { get; init; }

    /// <summary>Whether that counts from when the trouble was reported, and not from the filing.</summary>
    public bool IsFromReported { get; init; }

    /// <summary>Who hears of overdue work, one after the other.</summary>
    public IReadOnlyList<Rung> Ladder { get; init; } = Rung.Usual;

    /// <summary>How an order begins.</summary>
    public required StepRule File { get; init; }

    /// <summary>Steps that every stage but a final one allows besides its own.</summary>
    public required IReadOnlyDictionary<string, StepRule> Always { get; init; }

    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>The file as it was read, for keeping.</summary>
    public required string Text { get; init; }

    /// <summary>What chooses where a rule leads to several stages; kept with the file.</summary>
    public Drawing? Drawing { get; init; }

    /// <summary>What answers where steps lead; null for the rules of the file themselves.</summary>
    public IRoutes? Routes { get; init; }

    /// <exception cref="KeyNotFoundException">This workflow has no such stage.</exception>
    public Stage Stage(string name) =>
        Stages.FirstOrDefault(stage => stage.Name == name)
        ?? throw new KeyNotFoundException($"Workflow {Name} version {Version} has no stage {name}.");

    /// <summary>The rules of the steps that a stage allows, its own first.</summary>
    public IEnumerable<StepRule> RulesAt(Stage stage) =>
        stage.Final
            ? stage.Steps.Values
            : stage.Steps.Values.Concat(Always.Values.Where(rule => !stage.Steps.ContainsKey(rule.Step)));

    /// <summary>The rule of a step at a stage; null when the stage does not allow it.</summary>
    public StepRule? RuleAt(Stage stage, string step) =>
        stage.Steps.GetValueOrDefault(step)
        ?? (stage.Final ? RuleAtTheEnd(stage, step)
            : Always.GetValueOrDefault(step) ?? (step == StepCatalogue.HandBack ? WayBackFrom(stage) : BySystem.GetValueOrDefault(step)));

    StepRule? RuleAtTheEnd(Stage stage, string step) => step switch
    {
        StepCatalogue.Follow => WayOutOf(stage),
        StepCatalogue.Forget => BySystem[step],
        _ => null,
    };

    /// <summary>Where an order is separated to, or else where it was filed to: somebody looks at it anew.</summary>
    StepRule WayOutOf(Stage stage) =>
        BySystem[StepCatalogue.Follow].LeadingAs(stage.Steps.GetValueOrDefault("separate") ?? File);

    /// <summary>Whether orders come to a stage only to be given up: nothing else leads there than to withdraw or refuse them.</summary>
    /// <exception cref="KeyNotFoundException">This workflow has no such stage.</exception>
    public bool IsGivenUpAt(string stage)
    {
        var leading = Stages.SelectMany(other => other.Steps.Values).Concat(Always.Values).Where(rule => rule.MayLeadTo(stage)).ToList();
        return Stage(stage).Final && leading.Count > 0 && leading.All(rule => rule.Step is "withdraw" or "refuse");
    }

    static StepRule WayBackFrom(Stage stage)
    {
        var bySystem = BySystem[StepCatalogue.HandBack];
        return stage.Steps.GetValueOrDefault("return") is { } way
            ? bySystem.LeadingAs(way) with { When = way.When }
            : bySystem.LeadingAs(stage.Steps.GetValueOrDefault("lapse"));
    }

    /// <summary>What the system may do by itself.</summary>
    static readonly Dictionary<string, StepRule> BySystem = StepCatalogue.OfTheSystem.ToDictionary(
        step => step, step => new StepRule(step, null, MoveWhen.Taken, [Desks.System], new Dictionary<string, bool>(), null, null, false));

    /// <summary>Which stage comes next; nothing else decides that.</summary>
    /// <exception cref="InvalidOperationException">What answers for this workflow led where the file does not.</exception>
    public string StageAfter(Crossing crossing)
    {
        var (rule, stage) = (crossing.Rule, crossing.Stage);
        if (rule.To is null)
            return stage;
        if (Routes is null)
            return crossing.Progress.Satisfies(rule.When) ? rule.To : stage;
        var to = Routes.StageAfter(crossing);
        return to == stage || rule.MayLeadTo(to)
            ? to
            : throw new InvalidOperationException($"Workflow {Name} version {Version}: step {rule.Step} cannot lead from {stage} to {to}.");
    }
}

/// <param name="Name">Such as <c>accepted</c>; unique in the workflow.</param>
/// <param name="Desk">Who holds an order here; null where the stage is final.</param>
/// <param name="Limit">How long the desk has; null where the stage is final.</param>
/// <param name="Final">The order has come to its end; what it still allows, such as reopening, nobody waits for.</param>
/// <param name="Steps">By name.</param>
public sealed record Stage(
    string Name, Words Title, string? Desk, Limit? Limit, bool Final, IReadOnlyDictionary<string, StepRule> Steps)
{
    /// <summary>Whether the limit of an order that is filed to it counts from when the trouble was reported.</summary>
    public bool IsFromReported { get; init; }
}

/// <summary>What a workflow says about a step at a stage.</summary>
/// <param name="Step">Name of the step.</param>
/// <param name="To">The stage that it leads to; null when the order stays.</param>
/// <param name="When">What must be true for the order to move.</param>
/// <param name="Desks">Who may take it; one of them is enough.</param>
/// <param name="Inputs">What it takes; true where it must be given.</param>
/// <param name="Times">How often it may move an order in its whole life; null where it does not matter.</param>
/// <param name="Within">For how long after the order came to the stage; null where it does not matter.</param>
/// <param name="Person">A claim is for the person who makes it, not for their member.</param>
/// <param name="After">For a lapse: how long the stage waits before the system takes it.</param>
/// <param name="Reason">For a lapse: what people read.</param>
public sealed record StepRule(
    string Step,
    string? To,
    MoveWhen When,
    IReadOnlyList<string> Desks,
    IReadOnlyDictionary<string, bool> Inputs,
    int? Times,
    TimeSpan? Within,
    bool Person,
    Limit? After = null,
    Words? Reason = null)
{
    /// <summary>Further stages that it may lead to: a drawing chooses.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];

    /// <summary>Every stage that it may lead to.</summary>
    public IEnumerable<string> Ways => To is null ? [] : Alternatives.Prepend(To);

    public bool MayLeadTo(string stage) => stage == To || Alternatives.Contains(stage);

    /// <summary>The same, leading where another rule does; nowhere, where there is none.</summary>
    internal StepRule LeadingAs(StepRule? other) => this with { To = other?.To, Alternatives = other?.Alternatives ?? [] };
}

/// <summary>What must be true for a step to move the order on.</summary>
public enum MoveWhen
{
    /// <summary>The step was taken.</summary>
    Taken,

    /// <summary>The lead has taken it; a supporting member's step changes its own part only.</summary>
    Lead,

    /// <summary>Every place of the offer has been taken.</summary>
    Full,

    /// <summary>No part is open any more.</summary>
    All,
}

/// <summary>How the parts of an order stand.</summary>
/// <param name="ByLead">The step that is being taken is the lead's.</param>
/// <param name="Full">Every place of the offer has been taken.</param>
/// <param name="AllDone">No part is open.</param>
public readonly record struct Progress(bool ByLead, bool Full, bool AllDone)
{
    public bool Satisfies(MoveWhen when) => when switch
    {
        MoveWhen.Taken => true,
        MoveWhen.Lead => ByLead,
        MoveWhen.Full => Full,
        MoveWhen.All => AllDone,
        _ => throw new ArgumentOutOfRangeException(nameof(when), when, null),
    };
}
