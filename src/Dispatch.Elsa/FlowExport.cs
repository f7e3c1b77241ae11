using System.Text.Json;
using Dispatch.Workflows;
using Elsa.Expressions.Models;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Models;
using File = Dispatch.Workflows.Workflow;

namespace Dispatch.OnElsa;

/// <summary>Writes a workflow's flow as Elsa Studio exports it, to be drawn on.</summary>
static class FlowExport
{
    public static string Of(File file, IActivitySerializer serializer)
    {
        var (flow, _) = file.Drawing is null ? (Undrawn(file), []) : ElsaEngine.FlowOf(file);
        foreach (var (activity, index) in flow!.Chart.Activities.Select((activity, index) => (activity, index)))
            Place(activity, index);
        WorkflowDefinitionModel model = new()
        {
            Id = $"{file.Name}-{file.Version}",
            DefinitionId = file.Name,
            Name = file.Title.Zh,
            Description = file.Title.En,
            Version = file.Version,
            IsLatest = true,
            IsPublished = true,
            Inputs = [.. ElsaRoutes.Inputs.Select(name => new InputDefinition { Name = name, DisplayName = name, Type = TypeOf(name) })],
            Root = flow.Chart,
        };
        return serializer.Serialize(model) + "\n";
    }

    /// <summary>In rows, where a drawing has not placed it; and the outcomes in the form in which a Studio reads them.</summary>
    static void Place(IActivity activity, int index)
    {
        activity.Metadata.TryAdd(
            "designer", new { Position = new { X = 300 * (index % 4), Y = 160 * (index / 4) }, Size = new { Width = 200, Height = 50 } });
        if (activity is StageActivity stage && stage.Steps.Expression?.Value is IEnumerable<string> steps)
            stage.Steps = new(new Expression("Object", JsonSerializer.Serialize(steps)));
    }

    static Type TypeOf(string input) => input switch
    {
        "workingTime" => typeof(bool),
        "hour" or "returns" or "load" => typeof(int),
        _ => typeof(string),
    };

    /// <summary>Where a drawing is to choose, a switch whose cases are never true: each is to be given a condition.</summary>
    static Flow Undrawn(File file)
    {
        Flow flow = new(file, null, new Dictionary<string, WaitingActivity>());
        foreach (var (stage, rules) in Flow.MovesOf(file))
        {
            foreach (var rule in rules.Where(rule => rule.Alternatives.Count > 0))
                Choose(flow, stage, rule);
        }

        return flow;
    }

    static void Choose(Flow flow, string stage, StepRule rule)
    {
        FlowSwitch choice = new()
        {
            Id = stage.Length == 0 ? "choose-file" : $"choose-{stage}-{rule.Step}",
            Cases = [.. rule.Alternatives.Select(way => new FlowSwitchCase(way, new Expression("JavaScript", "false")))],
        };
        var straight = flow.Chart.Connections
            .First(connection => connection.Source.Activity == flow.Waiting[stage] && connection.Source.Port == rule.Step);
        straight.Target = new Endpoint(choice);
        flow.Chart.Activities.Add(choice);
        Connect("Default", rule.To!);
        foreach (var way in rule.Alternatives)
            Connect(way, way);

        void Connect(string port, string to) =>
            flow.Chart.Connections.Add(new Connection(new Endpoint(choice, port), new Endpoint(flow.Waiting[to])));
    }
}
