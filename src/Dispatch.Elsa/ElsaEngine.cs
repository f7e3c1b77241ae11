using Dispatch.Workflows;
using Dispatch.Yaml;
using Elsa.Expressions.JavaScript.Options;
using Elsa.Extensions;
using Elsa.Mediator.Contracts;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Extensions;
using Elsa.Workflows.Features;
using Elsa.Workflows.Middleware.Activities;
using Elsa.Workflows.Middleware.Workflows;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Jint;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using File = Dispatch.Workflows.Workflow;
using Workflow = Elsa.Workflows.Activities.Workflow;

namespace Dispatch.OnElsa;

/// <summary>Elsa 3 as the interpreter of workflows. It has services of its own, none of them hosted, and stores nothing.</summary>
public sealed class ElsaEngine
{
    /// <summary>As the terminal says it.</summary>
    public static string Name { get; } = $"Elsa {typeof(Flowchart).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>What a script of a drawing may use: some thousand times what a decision needs.</summary>
    const int MostStatements = 100_000;

    static readonly TimeSpan LongestScript = TimeSpan.FromSeconds(1);

    /// <summary>All that a flow may have.</summary>
    internal static Type[] Activities { get; } =
    [
        typeof(Workflow), typeof(Flowchart), typeof(FlowDecision), typeof(FlowSwitch), typeof(NotFoundActivity), typeof(FilingActivity),
        typeof(StageActivity),
    ];

    static readonly Lazy<ElsaEngine> shared = new(() => new ElsaEngine());

    readonly IServiceScopeFactory scopes;

    ElsaEngine()
    {
        ServiceCollection collection = new();
        collection.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        collection.AddElsa(elsa => elsa
            .UseJavaScript(Limit)
            .UseWorkflows(Interpret)
            // The counters of the default mode refuse the loops that every workflow of ours has.
            .Configure<FlowchartFeature>(flowchart => flowchart.UseTokenBasedExecution()));
        // Elsa resolves all who might listen for each notice that it sends. Nobody here does, but for the one that gives scripts the facts.
        collection.RemoveAll<INotificationHandler>();
        collection.AddSingleton<INotificationHandler, FactsForScripts>();
        var services = collection.BuildServiceProvider();
        scopes = services.GetRequiredService<IServiceScopeFactory>();
        var registry = services.GetRequiredService<IActivityRegistry>();
        Completed(registry.RegisterAsync(Activities));
    }

    /// <summary>Made once for a process, when it is first needed.</summary>
    internal static ElsaEngine Shared => shared.Value;

    /// <summary>Makes what answers for a workflow's file and the drawing beside it, or finds every fault of the drawing.</summary>
    public static (IRoutes? Routes, IReadOnlyList<FileFault> Faults) MakeRoutes(File file)
    {
        var (flow, faults) = FlowOf(file);
        return flow is null ? (null, faults) : (new ElsaRoutes(flow, Shared), []);
    }

    internal static (Flow? Flow, IReadOnlyList<FileFault> Faults) FlowOf(File file)
    {
        if (file.Drawing is not { } drawing)
            return (new Flow(file, null, new Dictionary<string, WaitingActivity>()), []);
        var drawn = DrawnFlow.Read(drawing, file);
        if (drawn.Faults.Count > 0)
            return (null, drawn.Faults);
        using var scope = Shared.scopes.CreateScope();
        return (drawn.ToFlow(scope.ServiceProvider.GetRequiredService<IActivitySerializer>()), []);
    }

    /// <summary>A workflow's flow as Elsa Studio opens and saves it.</summary>
    public static string Export(File file)
    {
        using var scope = Shared.scopes.CreateScope();
        return FlowExport.Of(file, scope.ServiceProvider.GetRequiredService<IActivitySerializer>());
    }

    /// <summary>
    /// The interpreter and nothing else: what its pipelines have besides (logs of each activity, variables, a heartbeat) is for a runtime
    /// that keeps instances, and would take most of the time that an answer takes.
    /// </summary>
    static void Interpret(WorkflowsFeature workflows)
    {
        workflows.CommitStateHandler = _ => new NoopCommitStateHandler();
        workflows.WithWorkflowExecutionPipeline(pipeline => pipeline.UseExceptionHandling().UseDefaultActivityScheduler());
        workflows.WithActivityExecutionPipeline(pipeline => pipeline.UseExceptionHandling().UseDefaultActivityInvoker());
    }

    internal static void Limit(JintOptions options)
    {
        options.DisableVariableCopying = true;
        options.ConfigureEngineOptions(script => script
            .MaxStatements(MostStatements).TimeoutInterval(LongestScript).LimitRecursion(200).LimitMemory(64 << 20)
            .DisableStringCompilation());
    }

    /// <summary>A state for each stage, of a workflow that waits there.</summary>
    internal Dictionary<string, WaitingState> WaitAtEachStage(Flow flow)
    {
        var graph = GraphOf(flow);
        return flow.Waiting.ToDictionary(stage => stage.Key, stage =>
        {
            using var scope = scopes.CreateScope();
            RunWorkflowOptions options = new() { WorkflowInstanceId = $"{flow.Name} {stage.Key}", TriggerActivityId = stage.Value.Id };
            var result = Completed(scope.ServiceProvider.GetRequiredService<IWorkflowRunner>().RunAsync(graph, options));
            return new WaitingState(Sound(flow, result).WorkflowState);
        });
    }

    /// <summary>Goes on with a waiting workflow, by one step.</summary>
    internal void GoOn(Flow flow, WaitingState state, Bookmark bookmark, Passage passage, IDictionary<string, object>? inputs)
    {
        using var scope = scopes.CreateScope();
        var making = WorkflowExecutionContext.CreateAsync(scope.ServiceProvider, GraphOf(flow), state.Copy(), input: inputs);
        var context = Completed(making);
        passage.Begin(context);
        context.ScheduleBookmark(bookmark);
        Sound(flow, Completed(scope.ServiceProvider.GetRequiredService<IWorkflowRunner>().RunAsync(context)));
    }

    WorkflowGraph GraphOf(Flow flow) => flow.Graph ??= MakeGraph(flow);

    WorkflowGraph MakeGraph(Flow flow)
    {
        Workflow workflow = new(flow.Chart) { Identity = new WorkflowIdentity(flow.Name, 1, flow.Name) };
        using var scope = scopes.CreateScope();
        return Completed(scope.ServiceProvider.GetRequiredService<IWorkflowGraphBuilder>().BuildAsync(workflow));
    }

    /// <exception cref="InvalidOperationException">Something in the flow failed, such as a script.</exception>
    static RunWorkflowResult Sound(Flow flow, RunWorkflowResult result) =>
        result.WorkflowState.Incidents.FirstOrDefault() is { } incident
            ? throw new InvalidOperationException($"Activity \"{incident.ActivityId}\" of {flow.Name} failed: {incident.Message}")
            : result;

    static T Completed<T>(Task<T> task) => task.IsCompleted
        ? task.GetAwaiter().GetResult()
        : throw new InvalidOperationException("A flow cannot wait for anything but a step.");

    static void Completed(Task task)
    {
        if (!task.IsCompleted)
            throw new InvalidOperationException("Elsa was to be ready at once.");
        task.GetAwaiter().GetResult();
    }
}
