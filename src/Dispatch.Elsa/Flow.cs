using Dispatch.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Models;
using File = Dispatch.Workflows.Workflow;

namespace Dispatch.OnElsa;

/// <summary>A workflow's file as an Elsa flowchart: what is drawn as it is drawn, all else as the file says.</summary>
sealed class Flow
{
    readonly File file;
    readonly Dictionary<string, WaitingActivity> waiting;
    readonly HashSet<(string Stage, string Step)> decided = [];

    /// <param name="drawn">The chart of the drawing, checked; null where there is none.</param>
    /// <param name="stages">The activities of it at which orders wait, by stage.</param>
    public Flow(File file, Flowchart? drawn, IReadOnlyDictionary<string, WaitingActivity> stages)
    {
        this.file = file;
        waiting = new Dictionary<string, WaitingActivity>(stages);
        Chart = drawn ?? new Flowchart();
        Chart.Id = "flow";
        foreach (var (stage, rules) in MovesOf(file))
            Complete(stage, rules);
        foreach (var (stage, rules) in MovesOf(file))
        {
            foreach (var rule in rules)
                Connect(stage, rule);
        }

        Chart.Start = waiting[""];
    }

    public string Name => $"{file.Name} version {file.Version}";

    public Flowchart Chart { get; }

    /// <summary>Whether a condition asks for the load of members.</summary>
    public bool AsksForLoad { get; init; }

    /// <summary>What Elsa makes of it, made once.</summary>
    public WorkflowGraph? Graph { get; set; }

    /// <summary>Every stage, and the beginning, whose name is empty.</summary>
    public IReadOnlyDictionary<string, WaitingActivity> Waiting => waiting;

    /// <summary>Whether something stands between a step and the stage that it leads to.</summary>
    public bool Decides(string stage, string step) => decided.Contains((stage, step));

    /// <summary>The steps that lead on from the beginning and from every stage, those of the system among them.</summary>
    public static IReadOnlyList<(string Stage, IReadOnlyList<StepRule> Rules)> MovesOf(File file) =>
    [
        ("", [file.File]),
        .. file.Stages.Select(stage => (stage.Name, (IReadOnlyList<StepRule>)
        [
            .. StepCatalogue.All.Keys.Concat(StepCatalogue.OfTheSystem).Distinct()
                .Select(step => file.RuleAt(stage, step)).OfType<StepRule>().Where(rule => rule.To is not null),
        ])),
    ];

    void Complete(string stage, IReadOnlyList<StepRule> rules)
    {
        if (!waiting.TryGetValue(stage, out var activity))
        {
            activity = stage.Length == 0
                ? new FilingActivity { Id = "filing", Name = "filing" }
                : new StageActivity { Id = $"stage-{stage}", Name = stage, Stage = new(stage) };
            waiting[stage] = activity;
            Chart.Activities.Add(activity);
        }

        if (activity is StageActivity complete)
            complete.Steps = new(rules.Select(rule => rule.Step).ToList());
    }

    void Connect(string stage, StepRule rule)
    {
        var from = waiting[stage];
        var drawn = Chart.Connections
            .Where(connection => connection.Source.Activity == from && connection.Source.Port == rule.Step).ToList();
        if (drawn.Count == 0)
            Chart.Connections.Add(new Connection(new Endpoint(from, rule.Step), new Endpoint(waiting[rule.To!])));
        else if (drawn.Exists(connection => connection.Target.Activity is not WaitingActivity))
            decided.Add((stage, rule.Step));
    }
}
