using System.Text.Json;

namespace Dispatch.Server;

/// <summary>Looks through the objects of a JSON document: which of two equal keys counts, readers disagree about.</summary>
static class JsonKeys
{
    /// <returns>The path of a key that stands twice in its object, such as <c>merchant.name</c>; null where none does.</returns>
    public static string? FindTwice(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => InObject(json),
        JsonValueKind.Array => json.EnumerateArray().Select(FindTwice).FirstOrDefault(path => path is not null),
        _ => null,
    };

    static string? InObject(JsonElement json)
    {
        HashSet<string> names = [];
        foreach (var property in json.EnumerateObject())
        {
            var name = NameOf(property);
            if (!names.Add(name))
                return name;
            if (FindTwice(property.Value) is { } path)
                return $"{name}.{path}";
        }

        return null;
    }

    /// <summary>A name with half of a surrogate pair cannot be read; whoever reads the document refuses it.</summary>
    static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }
}
