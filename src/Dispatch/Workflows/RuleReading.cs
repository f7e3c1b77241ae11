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
    static readonly IReadOnlyList<string> known = [.. Desks.ThatHold, Desks.Anyone, Desks.Holder];

    /// <param name="where">Such as <c>at stage filed</c>.</param>
    /// <param name="desk">The desk of the stage, whose steps these are unless they say otherwise.</param>
    /// <param name="deskNeeded">There is no such desk. Where it exists but could not be read, that is already a fault.</param>
    public static IReadOnlyList<RuleDraft> ReadAll(YamlEntry steps, string where, string? desk, bool deskNeeded) =>
    [
        .. steps.Value.Entries($"the steps {where}")
            .Select(entry => Read(entry, $"step {entry.Name} {where}", desk, deskNeeded)),
    ];

    public static RuleDraft Read(YamlEntry entry, string owner, string? desk, bool deskNeeded)
    {
        var fields = YamlFields.Of(owner, entry.Key, entry.Value, Keys);
        var to = fields.Find("to");
        var ways = ReadWays(fields, to);
        var rule = new StepRule(
            entry.Name,
            ways is [var first, ..] ? first : null,
            fields.OneOf(fields.Find("when"), Whens) ?? MoveWhen.Taken,
            ReadDesks(fields, entry, owner, desk, deskNeeded),
            ReadInput(fields, entry.Name, owner),
            fields.Whole(fields.Find("times")),
            ReadWithin(fields),
            fields.OneOf(fields.Find("as"), Claimants) ?? false,
            fields.Limit(fields.Find("after")),
            fields.Words(fields.Find("reason")))
        {
            Alternatives = [.. ways.Skip(1)],
        };

        if (!StepCatalogue.All.ContainsKey(entry.Name))
            entry.Key.Fault($"There is no step \"{entry.Name}\"; there are {Sentence.List(StepCatalogue.All.Keys)}.");
        return new RuleDraft(rule, owner, entry.Key.Line, (to ?? entry).Key.Line);
    }

    /// <summary>One stage, or several of which a drawing chooses.</summary>
    static IReadOnlyList<string> ReadWays(YamlFields fields, YamlEntry? entry)
    {
        if (entry is null || !entry.Value.IsList)
            return fields.Text(entry) is { } one ? [one] : [];
        var stages = fields.Texts(entry);
        foreach (var twice in stages.GroupBy(stage => stage.Scalar).SelectMany(same => same.Skip(1)))
            twice.Fault($"The stage {twice.Scalar} is named twice.");
        return [.. stages.Select(stage => stage.Scalar!)];
    }

    static IReadOnlyList<string> ReadDesks(YamlFields fields, YamlEntry step, string owner, string? desk, bool deskNeeded)
    {
        if (step.Name == "lapse")
            return [Desks.System];
        if (fields.Find("desk") is not { } entry)
        {
            if (deskNeeded)
                step.Key.Fault($"The desk of {owner} is missing, and it has no stage whose desk could be used; say who may take it.");
            return desk is null ? [] : [desk];
        }

        var desks = fields.Texts(entry);
        foreach (var unknown in desks.Where(one => !known.Contains(one.Scalar)))
            unknown.Fault($"There is no desk \"{unknown.Scalar}\" for {owner}; there are {Sentence.List(known)}.");
        // The file says who may resume an order; when the suspension is over, the system does.
        var system = step.Name == "resume" ? [Desks.System] : Array.Empty<string>();
        return [.. desks.Select(one => one.Scalar).OfType<string>().Distinct(), .. system];
    }

    static Dictionary<string, bool> ReadInput(YamlFields fields, string step, string owner)
    {
        var understood = (StepCatalogue.All.GetValueOrDefault(step)?.Understood ?? []).ToDictionary(field => field, _ => false);
        if (fields.Find("input") is not { } entry)
            return understood;

        var entries = entry.Value.Entries($"the input of {owner}");
        var inputs = new YamlFields($"the input of {owner}", entry.Key, entries);
        if (StepCatalogue.All.GetValueOrDefault(step) is { } kind)
        {
            var all = kind.Inputs.Count > 0 ? Sentence.List(kind.Inputs) : "none";
            foreach (var field in entries.Where(field => !kind.Inputs.Contains(field.Name)))
                field.Key.Fault($"The step {step} does not understand the input \"{field.Name}\"; it understands {all}.");
        }

        foreach (var field in entries)
            understood[field.Name] = inputs.OneOf(field, Needs) ?? false;
        return understood;
    }

    static TimeSpan? ReadWithin(YamlFields fields)
    {
        var entry = fields.Find("within");
        if (fields.Text(entry) is not { } words)
            return null;
        if (Limit.Read(words) is { Amount: > 0, Elapsed: { } elapsed })
            return elapsed;
        entry!.Key.Fault($"\"{words}\" is not a running time, which includes nights and holidays; write one such as 72 hours or 3 days.");
        return null;
    }
}
