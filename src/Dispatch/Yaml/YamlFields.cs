using System.Globalization;
using System.Text.RegularExpressions;
using Dispatch.Language;

namespace Dispatch.Yaml;

/// <summary>Reads the keys of one map of a file, in sentences that say what the map describes.</summary>
/// <param name="owner">What the map describes, as a sentence would say it: <c>stage filed</c>.</param>
/// <param name="at">The value that a missing key is reported at.</param>
sealed partial class YamlFields(string owner, YamlValue at, IReadOnlyList<YamlEntry> entries)
{
    /// <summary>In characters: long enough for any name, short enough for routing keys and columns.</summary>
    const int LongestName = 40;

    const int LongestTitle = 100;

    /// <summary>The fields of a map that may only have these keys.</summary>
    public static YamlFields Of(string owner, YamlValue at, YamlValue value, IReadOnlyList<string> keys)
    {
        var entries = value.Entries(owner);
        foreach (var unknown in entries.Where(entry => !keys.Contains(entry.Name)))
            unknown.Key.Fault($"Unknown key \"{unknown.Name}\" in {owner}; it can have {Sentence.List(keys)}.");
        return new YamlFields(owner, at, entries);
    }

    public YamlEntry? Find(string key) => entries.FirstOrDefault(entry => entry.Name == key);

    /// <summary>The entry; a fault where it is missing.</summary>
    public YamlEntry? Need(string key, string why)
    {
        if (Find(key) is { } entry)
            return entry;
        at.Fault($"The {key} of {owner} is missing; {why}.");
        return null;
    }

    /// <summary>A single value, trimmed; null with a fault where it is a list, a map or empty.</summary>
    public string? Text(YamlEntry? entry)
    {
        if (entry is not null && entry.Value.Scalar is null)
            entry.Key.Fault($"The {entry.Name} of {owner} should be a single value.");
        return entry?.Value.Scalar;
    }

    public int? Whole(YamlEntry? entry)
    {
        if (Text(entry) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1)
            return number;
        entry!.Key.Fault($"The {entry.Name} of {owner} should be a whole number from 1, not \"{text}\".");
        return null;
    }

    public T? OneOf<T>(YamlEntry? entry, IReadOnlyDictionary<string, T> values) where T : struct
    {
        if (Text(entry) is not { } text)
            return null;
        if (values.TryGetValue(text, out var value))
            return value;
        entry!.Key.Fault($"The {entry.Name} of {owner} should be {Sentence.List(values.Keys, "or")}, not \"{text}\".");
        return null;
    }

    /// <summary>One value or a list of them; a fault where there is none.</summary>
    public IReadOnlyList<YamlValue> Texts(YamlEntry entry)
    {
        var items = entry.Value.IsList ? entry.Value.List() : [entry.Value];
        if (items.Count == 0 || items.Any(item => item.Scalar is null))
            entry.Key.Fault($"The {entry.Name} of {owner} should be a single value or a list of at least one.");
        return [.. items.Where(item => item.Scalar is not null)];
    }

    /// <summary>A title in both languages.</summary>
    public Words? Title() => Words(Need("title", "people read it: title: { zh: 待受理, en: Filed }"));

    /// <summary>A line in both languages.</summary>
    public Words? Words(YamlEntry? entry)
    {
        if (entry is null)
            return null;
        var both = Of($"the {entry.Name} of {owner}", entry.Key, entry.Value, ["zh", "en"]);
        var (zh, en) = (both.Line("zh"), both.Line("en"));
        return zh is null || en is null ? null : new Words(zh, en);
    }

    /// <summary>Whether a name can be written everywhere: names go into routing keys, where dots and stars have a meaning.</summary>
    public static bool IsName(string name) => name.Length <= LongestName && Name().IsMatch(name);

    public static string NameRule { get; } = $"a name has 1 to {LongestName} characters, each of them a-z, 0-9 or -";

    string? Line(string language)
    {
        var entry = Need(language, "every title is read in Chinese (zh) and English (en)");
        var text = Text(entry);
        if (text is null || (text.Length <= LongestTitle && !text.Any(char.IsControl)))
            return text;
        entry!.Key.Fault($"{owner}, {language}: a title is one line of at most {LongestTitle} characters.");
        return null;
    }

    [GeneratedRegex("^[a-z0-9-]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
