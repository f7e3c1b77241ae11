using Dispatch.Deadlines;
using Dispatch.Orders;

namespace Dispatch.Workflows;

/// <summary>Reads what a workflow file says about a step.</summary>
static class RuleReading
{
    public static IReadOnlyList<string> Keys { get; } = ["to", "when", "desk", "input", "times", "within", "as"];

    public static IReadOnlyDictionary<string, MoveWhen> Whens { get; } = new Dictionary<string, MoveWhen>
    {
        ["taken"] = MoveWhen.Taken,
        ["lead"] = MoveWhen.Lead,
        ["full"] = MoveWhen.Full,
        ["all"] = MoveWhen.All,
    };

    static readonly Dictionary<string, bool> Needs = new() { ["required"] = true, ["optional"] = false };
    static readonly Dictionary<string, bool> Claimants = new() { ["person"] = true };
    static readonly IReadOnlyList<string> Desks = [.. Desk.ThatHold, Desk.Anyone];

    /// <param name="where">Such as <c>at stage filed</c>.</param>
    /// <param name="desk">The desk of the stage, whose steps these are unless they say otherwise.</param>
    /// <param name="deskNeeded">There is no such desk. Where there should be one and it could not be read, that is fault enough.</param>
    public static IReadOnlyList<RuleDraft> ReadAll(YamlEntry steps, string where, string? desk, bool deskNeeded, FaultList faults) =>
    [
        .. YamlFields.Entries($"the steps {where}", steps.Value, steps.Line, faults)
            .Select(entry => Read(entry, $"step {entry.Key} {where}", desk, deskNeeded, faults)),
    ];

    public static RuleDraft Read(YamlEntry entry, string owner, string? desk, bool deskNeeded, FaultList faults)
    {
        var fields = YamlFields.Of(owner, entry.Value, entry.Line, Keys, faults);
        var to = fields.Find("to");
        var rule = new StepRule(
            entry.Key,
            fields.Text(to),
            fields.OneOf(fields.Find("when"), Whens) ?? MoveWhen.Taken,
            ReadDesks(fields, entry.Line, owner, desk, deskNeeded, faults),
            ReadInput(fields, entry.Key, owner, faults),
            fields.Whole(fields.Find("times")),
            ReadWithin(fields, faults),
            fields.OneOf(fields.Find("as"), Claimants) ?? false);

        if (!Steps.All.ContainsKey(entry.Key))
            faults.Add(entry.Line, $"There is no step \"{entry.Key}\"; there are {Sentence.List(Steps.All.Keys)}.");
        return new RuleDraft(rule, owner, entry.Line, to?.Line ?? entry.Line);
    }

    static IReadOnlyList<string> ReadDesks(YamlFields fields, int line, string owner, string? desk, bool deskNeeded, FaultList faults)
    {
        if (fields.Find("desk") is not { } entry)
        {
            if (deskNeeded)
                faults.Add(line, $"The desk of {owner} is missing, and no stage's desk stands for it; say who may take it.");
            return desk is null ? [] : [desk];
        }

        var desks = fields.Texts(entry);
        foreach (var (stranger, itsLine) in desks.Where(one => !Desks.Contains(one.Text)))
            faults.Add(itsLine, $"There is no desk \"{stranger}\" for {owner}; there are {Sentence.List(Desks)}.");
        return [.. desks.Select(one => one.Text).Distinct()];
    }

    static Dictionary<string, bool> ReadInput(YamlFields fields, string step, string owner, FaultList faults)
    {
        if (fields.Find("input") is not { } entry)
            return [];

        var entries = YamlFields.Entries($"the input of {owner}", entry.Value, entry.Line, faults);
        var inputs = new YamlFields($"the input of {owner}", entries, entry.Line, faults);
        if (Steps.All.GetValueOrDefault(step) is { } kind)
        {
            foreach (var stranger in entries.Where(field => !kind.Inputs.Contains(field.Key)))
                faults.Add(stranger.Line, $"The step {step} does not understand the input \"{stranger.Key}\"; it understands {Understood(kind)}.");
        }

        return entries.ToDictionary(field => field.Key, field => inputs.OneOf(field, Needs) ?? false);
    }

    static TimeSpan? ReadWithin(YamlFields fields, FaultList faults)
    {
        var entry = fields.Find("within");
        if (fields.Text(entry) is not { } words)
            return null;
        if (Limit.Read(words) is { Elapsed: { } elapsed })
            return elapsed;
        faults.Add(entry!.Line, $"\"{words}\" is not a running time, which counts nights and holidays too; write such as 72 hours or 3 days.");
        return null;
    }

    static string Understood(StepKind kind) => kind.Inputs.Count > 0 ? Sentence.List(kind.Inputs) : "none";
}
