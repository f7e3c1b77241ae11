namespace Dispatch.Yaml;

/// <summary>A key with its value.</summary>
/// <param name="Name">What the key says.</param>
/// <param name="Key">The key itself, where a fault is best reported: the value may begin some lines below.</param>
public sealed record YamlEntry(string Name, YamlValue Key, YamlValue Value);

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
