using System.Globalization;
using System.Text.RegularExpressions;

namespace Dispatch.Workflows;

/// <summary>Reads the keys of one map and gathers what is wrong with them.</summary>
/// <param name="owner">What the map describes, as a sentence would say it: <c>stage filed</c>.</param>
/// <param name="entries">The entries, each key once.</param>
/// <param name="line">Where to point when a key is missing.</param>
sealed partial class YamlFields(string owner, IReadOnlyList<YamlEntry> entries, int line, FaultList faults)
{
    /// <summary>Long enough for any name, short enough for routing keys and columns.</summary>
    const int LongestName = 40;

    const int LongestTitle = 100;

    /// <summary>The fields of a map that may only have these keys.</summary>
    public static YamlFields Of(string owner, Yaml? value, int line, IReadOnlyList<string> keys, FaultList faults)
    {
        var entries = Entries(owner, value, line, faults);
        foreach (var stranger in entries.Where(entry => !keys.Contains(entry.Key)))
            faults.Add(stranger.Line, $"Unknown key \"{stranger.Key}\" in {owner}; it can have {Sentence.List(keys)}.");
        return new YamlFields(owner, entries, line, faults);
    }

    /// <summary>The entries of a map without those whose key came before; none where it is not a map.</summary>
    public static IReadOnlyList<YamlEntry> Entries(string owner, Yaml? value, int line, FaultList faults)
    {
        if (value is not YamlMap map)
        {
            faults.Add(value?.Line ?? line, $"A map of keys and values is expected for {owner}; write {{}} where it has none.");
            return [];
        }

        foreach (var twice in map.Entries.GroupBy(entry => entry.Key).SelectMany(same => same.Skip(1)))
            faults.Add(twice.Line, $"\"{twice.Key}\" stands twice in {owner}.");
        return [.. map.Entries.DistinctBy(entry => entry.Key)];
    }

    public YamlEntry? Find(string key) => entries.FirstOrDefault(entry => entry.Key == key);

    /// <summary>The entry; a fault where it is missing.</summary>
    public YamlEntry? Need(string key, string why)
    {
        if (Find(key) is { } entry)
            return entry;
        faults.Add(line, $"The {key} of {owner} is missing; {why}.");
        return null;
    }

    /// <summary>A single value, trimmed; null with a fault where it is a list, a map or empty.</summary>
    public string? Text(YamlEntry? entry)
    {
        if (entry is null)
            return null;
        if (entry.Value is YamlText { Text: var text } && text.Trim() is { Length: > 0 } trimmed)
            return trimmed;
        faults.Add(entry.Line, $"The {entry.Key} of {owner} should be a single value.");
        return null;
    }

    public int? Whole(YamlEntry? entry)
    {
        if (Text(entry) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1)
            return number;
        faults.Add(entry!.Line, $"The {entry.Key} of {owner} should be a whole number from 1, not \"{text}\".");
        return null;
    }

    public T? OneOf<T>(YamlEntry? entry, IReadOnlyDictionary<string, T> values) where T : struct
    {
        if (Text(entry) is not { } text)
            return null;
        if (values.TryGetValue(text, out var value))
            return value;
        faults.Add(entry!.Line, $"The {entry.Key} of {owner} should be {Sentence.List(values.Keys, "or")}, not \"{text}\".");
        return null;
    }

    /// <summary>One value or a list of them.</summary>
    public IReadOnlyList<(string Text, int Line)> Texts(YamlEntry entry)
    {
        var items = entry.Value is YamlList list ? list.Items : [entry.Value];
        if (items.Count == 0 || items.Any(item => item is not YamlText { Text.Length: > 0 }))
            faults.Add(entry.Line, $"The {entry.Key} of {owner} should be a single value or a list of at least one.");
        return [.. items.OfType<YamlText>().Where(item => item.Text.Length > 0).Select(item => (item.Text, item.Line))];
    }

    /// <summary>A title in both languages.</summary>
    public Words? Title()
    {
        if (Need("title", "people read it: title: { zh: 待受理, en: Filed }") is not { } entry)
            return null;
        var both = Of($"the title of {owner}", entry.Value, entry.Line, ["zh", "en"], faults);
        var (zh, en) = (both.Line("zh"), both.Line("en"));
        return zh is null || en is null ? null : new Words(zh, en);
    }

    /// <summary>Whether a name can be written everywhere: names go into routing keys, where dots and stars have a meaning.</summary>
    public static bool IsName(string name) => name.Length <= LongestName && Name().IsMatch(name);

    public static string NameRule { get; } = $"a name is made of a-z, 0-9 and -, at most {LongestName} of them";

    string? Line(string language)
    {
        var entry = Need(language, "every title is read in Chinese (zh) and English (en)");
        var text = Text(entry);
        if (text is null || (text.Length <= LongestTitle && !text.Any(char.IsControl)))
            return text;
        faults.Add(entry!.Line, $"{owner}, {language}: a title is one line of at most {LongestTitle} characters.");
        return null;
    }

    [GeneratedRegex("^[a-z0-9-]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

static class Sentence
{
    /// <summary>a, b and c.</summary>
    public static string List(IEnumerable<string> names, string last = "and")
    {
        var all = names.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} {last} {all[^1]}";
    }
}
