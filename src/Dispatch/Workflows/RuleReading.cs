using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Yaml;

namespace Dispatch.Workflows;

/// <summary>Reads what a workflow file says about a step.</summary>
static class RuleReading
{
    public static IReadOnlyList<string> Keys { get; } = ["to", "when", "desk", "input", "times", "within", "as", "after", "reason"];

    public static IReadOnlyDictionary<string, MoveWhen> Whens { get; } = new Dictionary<string, MoveWhen>
    {
        ["taken"] = MoveWhen.Taken,
        ["lead"] = MoveWhen.Lead,
        ["full"] = MoveWhen.Full,
        ["all"] = MoveWhen.All,
    };

    static readonly Dictionary<string, bool> Needs = new() { ["required"] = true, ["optional"] = false };
    static readonly Dictionary<string, bool> Claimants = new() { ["person"] = true };
    static readonly IReadOnlyList<string> known = [.. Desks.ThatHold, Desks.Anyone];

    /// <param name="where">Such as <c>at stage filed</c>.</param>
    /// <param name="desk">The desk of the stage, whose steps these are unless they say otherwise.</param>
    /// <param name="deskNeeded">There is no such desk. Where there should be one and it could not be read, that is fault enough.</param>
    public static IReadOnlyList<RuleDraft> ReadAll(YamlEntry steps, string where, string? desk, bool deskNeeded) =>
    [
        .. steps.Value.Entries($"the steps {where}")
            .Select(entry => Read(entry, $"step {entry.Name} {where}", desk, deskNeeded)),
    ];

    public static RuleDraft Read(YamlEntry entry, string owner, string? desk, bool deskNeeded)
    {
        var fields = YamlFields.Of(owner, entry.Key, entry.Value, Keys);
        var to = fields.Find("to");
        var rule = new StepRule(
            entry.Name,
            fields.Text(to),
            fields.OneOf(fields.Find("when"), Whens) ?? MoveWhen.Taken,
            ReadDesks(fields, entry, owner, desk, deskNeeded),
            ReadInput(fields, entry.Name, owner),
            fields.Whole(fields.Find("times")),
            ReadWithin(fields),
            fields.OneOf(fields.Find("as"), Claimants) ?? false,
            fields.Limit(fields.Find("after")),
            fields.Words(fields.Find("reason")));

        if (!StepCatalogue.All.ContainsKey(entry.Name))
            entry.Key.Fault($"There is no step \"{entry.Name}\"; there are {Sentence.List(StepCatalogue.All.Keys)}.");
        return new RuleDraft(rule, owner, entry.Key.Line, (to ?? entry).Key.Line);
    }

    static IReadOnlyList<string> ReadDesks(YamlFields fields, YamlEntry step, string owner, string? desk, bool deskNeeded)
    {
        if (step.Name == "lapse")
            return [Desks.System];
        if (fields.Find("desk") is not { } entry)
        {
            if (deskNeeded)
                step.Key.Fault($"The desk of {owner} is missing, and no stage's desk stands for it; say who may take it.");
            return desk is null ? [] : [desk];
        }

        var desks = fields.Texts(entry);
        foreach (var stranger in desks.Where(one => !known.Contains(one.Scalar)))
            stranger.Fault($"There is no desk \"{stranger.Scalar}\" for {owner}; there are {Sentence.List(known)}.");
        // Who may resume an order is said; when its time is over, it does so by itself.
        return [.. desks.Select(one => one.Scalar).OfType<string>().Distinct(), .. step.Name == "resume" ? [Desks.System] : Array.Empty<string>()];
    }

    static Dictionary<string, bool> ReadInput(YamlFields fields, string step, string owner)
    {
        if (fields.Find("input") is not { } entry)
            return [];

        var entries = entry.Value.Entries($"the input of {owner}");
        var inputs = new YamlFields($"the input of {owner}", entry.Key, entries);
        if (StepCatalogue.All.GetValueOrDefault(step) is { } kind)
        {
            foreach (var stranger in entries.Where(field => !kind.Inputs.Contains(field.Name)))
                stranger.Key.Fault($"The step {step} does not understand the input \"{stranger.Name}\"; it understands {Understood(kind)}.");
        }

        return entries.ToDictionary(field => field.Name, field => inputs.OneOf(field, Needs) ?? false);
    }

    static TimeSpan? ReadWithin(YamlFields fields)
    {
        var entry = fields.Find("within");
        if (fields.Text(entry) is not { } words)
            return null;
        if (Limit.Read(words) is { Amount: > 0, Elapsed: { } elapsed })
            return elapsed;
        entry!.Key.Fault($"\"{words}\" is not a running time, which counts nights and holidays too; write such as 72 hours or 3 days.");
        return null;
    }

    static string Understood(StepDefinition kind) => kind.Inputs.Count > 0 ? Sentence.List(kind.Inputs) : "none";
}
