using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Dispatch.Yaml;

/// <summary>A YAML file that is being read: gathers every fault with its line instead of stopping at the first.</summary>
/// <remarks>Every scalar is text here, so that a code such as <c>0110</c> or a word such as <c>no</c> stays what it is.</remarks>
public sealed class YamlFile
{
    readonly List<FileFault> faults = [];
    readonly List<FileFault> warnings = [];

    /// <param name="name">For people: stands in every fault.</param>
    public YamlFile(string name, string text)
    {
        Name = name;
        Top = Load(text) is { } node ? new YamlValue(this, node) : null;
    }

    public string Name { get; }

    /// <summary>The whole of the file; null when it is no YAML, which is a fault then.</summary>
    public YamlValue? Top { get; }

    /// <summary>In the order of the lines.</summary>
    public IReadOnlyList<FileFault> Faults => [.. faults.OrderBy(fault => fault.Line)];

    /// <summary>What may be meant so, and often is not; in the order of the lines.</summary>
    public IReadOnlyList<FileFault> Warnings => [.. warnings.OrderBy(warning => warning.Line)];

    public void Fault(int line, string sentence) => faults.Add(new FileFault(Name, line, sentence));

    public void Warn(int line, string sentence) => warnings.Add(new FileFault(Name, line, sentence));

    YamlNode? Load(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            var stream = new YamlStream();
            stream.Load(parser);
            if (stream.Documents is [var only])
                return only.RootNode;
            Fault(1, stream.Documents.Count == 0 ? "The file is empty." : "The file holds more than one document.");
        }
        catch (YamlException error)
        {
            Fault(Math.Max(1, (int)error.Start.Line), $"This is no YAML that can be read: {error.Message}");
        }
        catch (InvalidOperationException) // what the library throws where the text ends inside a bracket
        {
            Fault((int)(parser.Current?.Start.Line ?? 1), "This is no YAML that can be read: a bracket that is opened here is not closed.");
        }

        return null;
    }
}

/// <summary>A value in a file, with its place. What is read as something that it is not is a fault and reads as empty.</summary>
public sealed class YamlValue(YamlFile file, YamlNode node)
{
    public int Line => (int)node.Start.Line;

    /// <summary>Nothing stands after the key, or <c>~</c>.</summary>
    public bool IsEmpty => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    public bool IsList => node is YamlSequenceNode;
    public bool IsMap => node is YamlMappingNode;

    /// <summary>A number or a truth as YAML would read it, not a text in quotation marks.</summary>
    public bool IsPlain => node is YamlScalarNode { Style: ScalarStyle.Plain };

    public void Fault(string sentence) => file.Fault(Line, sentence);

    public void Warn(string sentence) => file.Warn(Line, sentence);

    /// <param name="longest">In characters.</param>
    /// <returns>Null where it is no text, empty or too long.</returns>
    public string? Text(int longest = 200)
    {
        if (node is not YamlScalarNode || IsEmpty)
        {
            Fault("A text is expected here.");
            return null;
        }

        var text = ((YamlScalarNode)node).Value!.Trim();
        if (text.Length == 0)
            Fault("A text is expected here.");
        else if (text.Length > longest)
            Fault($"The text is longer than {longest} characters.");
        else if (text.Contains('\0'))
            Fault("The text holds a zero character, which no database keeps.");
        else
            return text;
        return null;
    }

    public IReadOnlyList<YamlValue> List()
    {
        if (node is YamlSequenceNode sequence)
            return [.. sequence.Children.Select(child => new YamlValue(file, child))];
        Fault("A list is expected here.");
        return [];
    }

    /// <summary>Keys and values in the order of the file; keys that are no text are faults and left out.</summary>
    public IReadOnlyList<(YamlValue Key, YamlValue Value)> Pairs()
    {
        if (node is YamlMappingNode mapping)
            return [.. mapping.Children.Select(pair => (new YamlValue(file, pair.Key), new YamlValue(file, pair.Value)))];
        Fault("Keys with values are expected here.");
        return [];
    }

    /// <summary>Reads a value that has the given keys and no others; an unknown key is a fault.</summary>
    public YamlKeys Keys(params IReadOnlyList<string> known)
    {
        Dictionary<string, YamlValue> values = [];
        foreach (var (key, value) in Pairs())
        {
            if (key.Text() is not { } name)
                continue;
            if (!known.Contains(name))
                key.Fault($"There is no key '{name}' here; these are known: {string.Join(", ", known)}.");
            else if (!value.IsEmpty)
                values[name] = value;
        }

        return new YamlKeys(this, values);
    }
}

/// <summary>The values of known keys. One that is required and missing is a fault at the line where the keys begin.</summary>
public sealed class YamlKeys(YamlValue whole, IReadOnlyDictionary<string, YamlValue> values)
{
    public YamlValue? Find(string key) => values.GetValueOrDefault(key);

    public YamlValue? Require(string key)
    {
        if (!values.TryGetValue(key, out var value) && whole.IsMap)
            whole.Fault($"The key '{key}' is missing.");
        return value;
    }

    public string? Text(string key, int longest = 200) => Find(key)?.Text(longest);

    public string? RequiredText(string key, int longest = 200) => Require(key)?.Text(longest);
}
