using System.Text.Json;
using System.Text.RegularExpressions;
using Dispatch.Language;
using Dispatch.Workflows;
using Dispatch.Yaml;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using File = Dispatch.Workflows.Workflow;

namespace Dispatch.OnElsa;

/// <summary>A drawing as it was read, with every fault that was found.</summary>
/// <remarks>Elsa itself would find most of them in the middle of a step, and some never.</remarks>
sealed class DrawnFlow
{
    const string Chart = "Elsa.Flowchart";

    readonly Drawing drawing;
    readonly File file;
    readonly List<FileFault> faults = [];
    readonly Dictionary<string, DrawnActivity> activities = [];
    readonly Dictionary<(string Activity, string Port), string> connections = [];
    string root = "";

    DrawnFlow(Drawing drawing, File file) => (this.drawing, this.file) = (drawing, file);

    public IReadOnlyList<FileFault> Faults => faults;

    public static DrawnFlow Read(Drawing drawing, File file)
    {
        DrawnFlow flow = new(drawing, file);
        try
        {
            using var json = JsonDocument.Parse(drawing.Text);
            flow.Read(json.RootElement);
        }
        catch (JsonException error)
        {
            var line = (int)(error.LineNumber ?? 0) + 1;
            flow.faults.Add(new FileFault(drawing.File, line, "This is not JSON, as Elsa Studio exports a flow."));
        }

        if (flow.faults.Count == 0)
            new DrawnChecks(flow.activities, flow.connections, file, flow.Fault).Check();
        return flow;
    }

    /// <summary>The flow; only where no fault was found.</summary>
    public Flow ToFlow(IActivitySerializer serializer)
    {
        var chart = (Flowchart)serializer.Deserialize(root);
        // Elsa keeps what it read for writing it again, in the place of what the chart has.
        chart.CustomProperties.Clear();
        var stages = chart.Activities.OfType<WaitingActivity>().ToDictionary(activity => activities[activity.Id].Stage!);
        return new Flow(file, chart, stages)
        {
            AsksForLoad = activities.Values.SelectMany(activity => activity.Scripts).Any(script => DrawnScript.AsksFor(script, "load")),
        };
    }

    void Read(JsonElement definition)
    {
        if (Find(definition, "root") is not { ValueKind: JsonValueKind.Object } chart || Text(chart, "type") != Chart)
        {
            Fault(null, $"The root of the drawing should be a flowchart, {Chart}.");
            return;
        }

        root = chart.GetRawText();
        if (List(definition, "variables").Concat(List(chart, "variables")).Any())
            Fault(null, "A drawing has no variables: the stage of an order is all that is kept of it.");
        foreach (var activity in List(chart, "activities"))
            ReadActivity(activity);
        if (faults.Count > 0)
            return;
        foreach (var connection in List(chart, "connections"))
            ReadConnection(connection);
    }

    void ReadActivity(JsonElement json)
    {
        var (id, type) = (Text(json, "id") ?? "", Text(json, "type") ?? "");
        if (id.Length == 0)
            Fault(null, $"An activity of type {type} has no id.");
        else if (DrawnActivity.WhyNot(type) is { } why)
            Fault(id, why);
        else if (Find(json, "version") is { ValueKind: JsonValueKind.Number } version && version.GetInt32() != 1)
            Fault(id, $"has version {version} of {type}; there is version 1 only.");
        else if (IsTrue(json, "runAsynchronously") || IsTrue(Find(json, "customProperties"), "runAsynchronously"))
            Fault(id, "cannot run in the background: a step is decided at once.");
        else if (Text(Find(json, "customProperties"), "mergeMode") is { Length: > 0 } mode && mode is not ("None" or "Stream"))
            Fault(id, $"cannot wait for several ways ({mode}): an order comes by one.");
        else if (!activities.TryAdd(id, DrawnActivity.Read(id, type, json, sentence => Fault(id, sentence))))
            Fault(id, "is there twice: ids are unique.");
    }

    void ReadConnection(JsonElement json)
    {
        var (source, target) = (Find(json, "source"), Find(json, "target"));
        var (from, to) = (Text(source, "activity") ?? "", Text(target, "activity") ?? "");
        var port = Text(source, "port") ?? "Done";
        if (!activities.TryGetValue(from, out var activity))
            Fault(null, $"A connection begins at activity \"{from}\", which is not there.");
        else if (!activities.ContainsKey(to))
            Fault(from, $"is connected to activity \"{to}\", which is not there.");
        else if (activity.Outcomes.Count > 0 && !activity.Outcomes.Contains(port))
            Fault(from, $"has no outcome \"{port}\"; it has {Sentence.List(activity.Outcomes)}.");
        else if (!connections.TryAdd((from, port), to))
            Fault(from, $"has two connections at \"{port}\", and Elsa would take one of them: an order goes one way.");
    }

    /// <param name="activity">Null where the fault is not one of an activity.</param>
    void Fault(string? activity, string sentence) => faults.Add(activity is null
        ? new FileFault(drawing.File, 1, sentence)
        : new FileFault(drawing.File, LineOf(activity), $"Activity \"{activity}\" {sentence}"));

    int LineOf(string activity)
    {
        var found = Regex.Match(drawing.Text, $"\"id\"\\s*:\\s*{Regex.Escape(JsonSerializer.Serialize(activity))}");
        return found.Success ? 1 + drawing.Text.AsSpan(0, found.Index).Count('\n') : 1;
    }

    internal static JsonElement? Find(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    internal static string? Text(JsonElement? json, string name) =>
        Find(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    internal static IEnumerable<JsonElement> List(JsonElement? json, string name) =>
        Find(json, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    static bool IsTrue(JsonElement? json, string name) => Find(json, name) is { ValueKind: JsonValueKind.True };
}
