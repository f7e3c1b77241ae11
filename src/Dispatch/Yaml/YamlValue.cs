using Dispatch.Language;

namespace Dispatch.Yaml;

/// <summary>A value in a file, with its line. Reading it as something that it is not is a fault and gives an empty value.</summary>
public sealed class YamlValue
{
    readonly YamlFile file;
    readonly string? scalar;
    readonly IReadOnlyList<YamlValue>? items;
    readonly IReadOnlyList<(YamlValue Key, YamlValue Value)>? pairs;

    /// <remarks>It is one of the three; <paramref name="pairs"/> are as the file has them, where a key may be repeated.</remarks>
    internal YamlValue(
        YamlFile file,
        int line,
        string? scalar = null,
        bool isPlain = false,
        IReadOnlyList<YamlValue>? items = null,
        IReadOnlyList<(YamlValue Key, YamlValue Value)>? pairs = null)
    {
        this.file = file;
        this.scalar = scalar;
        this.items = items;
        this.pairs = pairs;
        Line = line;
        IsPlain = isPlain;
    }

    /// <summary>Counts from 1.</summary>
    public int Line { get; }

    /// <summary>Not in quotation marks: YAML may read it as a number or a boolean.</summary>
    public bool IsPlain { get; }

    /// <summary>The key is followed by nothing, or by <c>~</c>.</summary>
    public bool IsEmpty => IsPlain && scalar is "" or "~" or "null";

    public bool IsList => items is not null;
    public bool IsMap => pairs is not null;

    /// <summary>The text without surrounding blanks, for callers that have a better message for a missing one.</summary>
    /// <returns>Null where it is a list or a map, or blank; that is no fault here.</returns>
    public string? Scalar => IsEmpty || scalar is null || !PlainText.IsVisible(scalar) ? null : scalar.Trim();

    public void Fault(string sentence) => file.Fault(Line, sentence);

    /// <inheritdoc cref="YamlFile.Fault(int, Words)"/>
    public void Fault(Words sentence) => file.Fault(Line, sentence);

    public void Warn(string sentence) => file.Warn(Line, sentence);

    /// <param name="longest">In characters.</param>
    /// <returns>Null where it is not a text, is empty or is too long.</returns>
    public string? Text(int longest = 200)
    {
        var text = Scalar;
        if (text is null)
            Fault(new Words("这里应当是文字。", "A text is expected here."));
        else if (text.Length > longest)
            Fault(new Words($"文字超过 {longest} 字。", $"The text is longer than {longest} characters."));
        else if (text.Contains('\0'))
            Fault(new Words("文字里有空字符，数据库存不了。", "The text contains a null character, which no database stores."));
        else if (PlainText.HasControls(text))
            Fault(new Words("文字里有看不见的控制字符。", "The text contains control signs, which nobody sees."));
        else
            return text;
        return null;
    }

    public IReadOnlyList<YamlValue> List()
    {
        if (items is null)
            Fault(new Words("这里应当是列表。", "A list is expected here."));
        return items ?? [];
    }

    /// <summary>Keys and values in the order of the file. A key that is not a text, or is repeated, is a fault and left out.</summary>
    /// <param name="owner">What they describe, as a sentence would say it: <c>stage filed</c>.</param>
    public IReadOnlyList<YamlEntry> Entries(string owner = "this value")
    {
        if (pairs is null)
            Fault(new Words("这里应当是一组键和值。", $"A map of keys and values is expected for {owner}; write {{}} where it has none."));

        List<YamlEntry> entries = [];
        HashSet<string> names = [];
        foreach (var (key, value) in pairs ?? [])
        {
            if (key.Text() is not { } name)
                continue;
            if (names.Add(name))
                entries.Add(new YamlEntry(name, key, value));
            else
                key.Fault(new Words($"“{name}”写了两遍。", $"This is not valid YAML: \"{name}\" occurs twice in {owner}."));
        }

        return entries;
    }

    /// <summary>Reads a value that has the given keys and no others; an unknown key is a fault.</summary>
    public YamlKeys Keys(params IReadOnlyList<string> known)
    {
        Dictionary<string, YamlValue> values = [];
        foreach (var (name, key, value) in Entries())
        {
            if (!known.Contains(name))
                key.Fault($"There is no key '{name}' here; these are known: {string.Join(", ", known)}.");
            else if (!value.IsEmpty)
                values[name] = value;
        }

        return new YamlKeys(this, values);
    }
}
