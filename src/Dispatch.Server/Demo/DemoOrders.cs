using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Yaml;

namespace Dispatch.Server.Demo;

/// <summary>An order of the demo: how it is filed and which steps it then takes.</summary>
/// <param name="Key">Identifies it in the file.</param>
/// <param name="Caller">Who files it; a word of <see cref="DemoCallers"/>.</param>
/// <param name="Workflow">Null for the default one.</param>
/// <param name="Filing">Input of the step <c>file</c>.</param>
public sealed record DemoOrder(string Key, string Caller, string? Workflow, JsonElement Filing, IReadOnlyList<DemoStep> Steps);

/// <param name="Caller">Who takes it; a word of <see cref="DemoCallers"/>.</param>
/// <param name="Input">Null where the step takes none; without <c>into</c> where it is a merge.</param>
/// <param name="Into">For a merge: the index of the earlier order to merge into.</param>
public sealed record DemoStep(string Caller, string Name, JsonElement? Input, int? Into);

/// <summary>The result of reading the demo's orders.</summary>
/// <param name="Orders">To be played in this order; empty if there is any fault.</param>
public sealed record DemoOrdersReading(IReadOnlyList<DemoOrder> Orders, IReadOnlyList<FileFault> Faults);

/// <summary>Reads the demo's orders: a list, each with <c>key</c>, <c>by</c>, <c>workflow</c>, <c>file</c> and <c>steps</c>.</summary>
/// <remarks>
/// Every input is read as the step itself would read it, so that a misspelt field is found here and not when the order is played.
/// </remarks>
public static partial class DemoOrders
{
    /// <summary>Reads them from disk; a file that cannot be read is a fault like any other.</summary>
    public static DemoOrdersReading Read(string path)
    {
        var (text, fault) = TextFile.Read(path);
        return text is null ? new DemoOrdersReading([], [fault!]) : Parse(path, text);
    }

    /// <param name="name">Appears in the faults.</param>
    public static DemoOrdersReading Parse(string name, string text)
    {
        var file = new YamlFile(name, text);
        List<DemoOrder> orders = [];
        foreach (var item in file.Top?.List() ?? [])
            orders.Add(Order(item, orders));
        return new DemoOrdersReading(file.Faults.Count == 0 ? orders : [], file.Faults);
    }

    static DemoOrder Order(YamlValue item, List<DemoOrder> earlier)
    {
        var keys = item.Keys("key", "by", "workflow", "file", "steps");
        var key = keys.RequiredText("key") ?? "";
        if (earlier.Any(order => order.Key == key))
            item.Fault($"There are two orders '{key}'.");

        JsonElement? filing = keys.Require("file") is { } file ? Input(file, StepRegistry.All["file"]) : null;
        return new DemoOrder(
            key, Caller(keys.Require("by")), keys.Text("workflow"), filing ?? default,
            [.. (keys.Find("steps")?.List() ?? []).Select(step => Step(step, earlier))]);
    }

    static DemoStep Step(YamlValue item, List<DemoOrder> earlier)
    {
        var keys = item.Keys("by", "step", "input", "into");
        var caller = Caller(keys.Require("by"));
        var name = keys.RequiredText("step") ?? "";

        if (name == "file" || !StepRegistry.All.TryGetValue(name, out var kind))
        {
            item.Fault($"'{name}' is not a step that an order can take once it is filed.");
            return new DemoStep(caller, name, null, null);
        }

        JsonElement? input = keys.Find("input") is { } given ? Input(given, kind) : null;
        return new DemoStep(caller, name, input, Into(keys.Find("into"), name, item, earlier));
    }

    static int? Into(YamlValue? value, string step, YamlValue item, List<DemoOrder> earlier)
    {
        if (step == "merge" != value is not null)
            item.Fault("The key 'into' is for the step merge, which needs it.");
        if (value?.Text() is not { } key)
            return null;

        var index = earlier.FindIndex(order => order.Key == key);
        if (index < 0)
            value.Fault($"There is no earlier order '{key}'.");
        return index;
    }

    static string Caller(YamlValue? value)
    {
        var word = value?.Text() ?? "";
        if (word.Length > 0 && !word.StartsWith(Person.DemoPrefix, StringComparison.Ordinal))
            value!.Fault($"'{word}' is not a caller of the demo; their ids begin with '{Person.DemoPrefix}'.");
        return word;
    }

    static JsonElement Input(YamlValue value, StepKind kind)
    {
        var json = JsonSerializer.SerializeToElement(Json(value));
        var reader = new InputReader(json);
        kind.Read(reader);
        foreach (var (field, fault) in reader.Faults())
            value.Fault($"The input '{field}' of the step {kind.Name}: {fault}.");
        return json;
    }

    // A number is written without quotes and as in JSON: a code such as 0128 begins with a zero and stays text.
    static JsonNode? Json(YamlValue value) => value switch
    {
        { IsMap: true } => new JsonObject(value.Entries().Select(entry => KeyValuePair.Create(entry.Name, Json(entry.Value)))),
        { IsList: true } => new JsonArray([.. value.List().Select(Json)]),
        { IsEmpty: true } => null,
        { IsPlain: true } when value.Text(4000) is { } text && Number().IsMatch(text) => decimal.Parse(text, CultureInfo.InvariantCulture),
        _ => value.Text(4000),
    };

    [GeneratedRegex(@"\A-?(0|[1-9]\d{0,14})(\.\d{1,10})?\z")]
    private static partial Regex Number();
}
