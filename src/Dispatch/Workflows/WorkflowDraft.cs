using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Language;
using Dispatch.Yaml;

namespace Dispatch.Workflows;

/// <summary>A workflow as far as it could be read, with the lines that its faults point at.</summary>
/// <param name="StagesLine">Where the stages begin.</param>
sealed record WorkflowDraft(
    string? Name,
    int? Version,
    Words? Title,
    LimitDraft? Limit,
    IReadOnlyList<Rung>? Ladder,
    RuleDraft? File,
    IReadOnlyList<RuleDraft> Always,
    IReadOnlyList<StageDraft> Stages,
    int StagesLine)
{
    public StageDraft? Stage(string? name) => Stages.FirstOrDefault(stage => stage.Stage.Name == name);

    /// <summary>Every rule, with the stage whose own it is.</summary>
    public IEnumerable<(RuleDraft Rule, StageDraft? At)> Rules =>
    [
        .. File is { } file ? [(file, (StageDraft?)null)] : Array.Empty<(RuleDraft, StageDraft?)>(),
        .. Always.Select(rule => (rule, (StageDraft?)null)),
        .. Stages.SelectMany(stage => stage.Rules.Select(rule => (rule, (StageDraft?)stage))),
    ];

    /// <summary>The workflow; only where no fault was found.</summary>
    public Workflow ToWorkflow(string text) => new()
    {
        Name = Name!,
        Version = Version!.Value,
        Title = Title!,
        Limit = Limit?.Limit,
        IsFromReported = Limit?.From is not null,
        Ladder = Ladder ?? Rung.Usual,
        File = File!.Rule,
        Always = Always.ToDictionary(rule => rule.Rule.Step, rule => rule.Rule),
        Stages = [.. Stages.Select(stage => stage.Stage)],
        Text = text,
    };
}

sealed record StageDraft(Stage Stage, LimitDraft? Limit, IReadOnlyList<RuleDraft> Rules, int Line);

/// <param name="From">Where it says from when it counts; null where that is when it begins.</param>
sealed record LimitDraft(Limit? Limit, YamlEntry? From);

/// <param name="Owner">What it is called in a sentence: <c>step accept at stage filed</c>.</param>
/// <param name="ToLine">Where the rule says where it leads; its own line where it does not.</param>
sealed record RuleDraft(StepRule Rule, string Owner, int Line, int ToLine);
