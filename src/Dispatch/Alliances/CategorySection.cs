using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Yaml;

namespace Dispatch.Alliances;

/// <summary>The categories in an alliance's file, with the limits of those that have one.</summary>
static class CategorySection
{
    public static (IReadOnlyDictionary<string, Words> Names, IReadOnlyDictionary<string, CategoryLimits> Limits) Read(YamlValue? value)
    {
        Dictionary<string, Words> names = [];
        Dictionary<string, CategoryLimits> limits = [];
        foreach (var (_, key, described) in value?.Entries() ?? [])
        {
            var keys = described.Keys("zh", "en", "limit");
            var name = new Words(keys.RequiredText("zh", 100) ?? "", keys.RequiredText("en", 100) ?? "");
            var given = keys.Find("limit") is { } limit ? Limits(limit) : null;
            if (AllianceText.Code(key) is not { } code)
                continue;
            names[code] = name;
            if (given is not null)
                limits[code] = given;
        }

        if (value is { IsMap: true } && names.Count == 0)
            value.Fault("An alliance takes in at least one category.");
        return (names, limits);
    }

    /// <summary>One limit for all, or one for each urgency.</summary>
    static CategoryLimits Limits(YamlValue value)
    {
        if (!value.IsMap)
        {
            var all = OneLimit(value);
            return new CategoryLimits(all, all, all);
        }

        var keys = value.Keys("normal", "raised", "urgent");
        return new CategoryLimits(OneLimit(keys.Find("normal")), OneLimit(keys.Find("raised")), OneLimit(keys.Find("urgent")));
    }

    static Limit? OneLimit(YamlValue? value)
    {
        if (value?.Text(40) is not { } words)
            return null;
        var limit = Limit.Read(words);
        if (limit is null)
            value.Fault($"'{words}' is not a limit; examples are 2 working hours, 3 working days, 30 urgent minutes and 72 hours.");
        else if (limit.IsLongerThan(Limit.Longest))
            value.Fault($"'{words}' is longer than a limit may be, which is ten years.");
        return limit;
    }
}
