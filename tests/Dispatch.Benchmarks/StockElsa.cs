using Elsa.Extensions;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Extensions;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Features;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.Runtime.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dispatch.Benchmarks;

/// <summary>
/// Elsa's own runtime, set up as it is recommended: its stores in PostgreSQL through Entity Framework Core, with its cache. Its workflow
/// has the stages of a <see cref="Journey"/> and nothing else: one activity waits at each, with one bookmark.
/// </summary>
sealed class StockElsa : IAsyncDisposable
{
    static readonly string[] Steps = ["accept", "assign", "claim", "resolve", "confirm"];

    readonly IHost host;

    StockElsa(IHost host) => this.host = host;

    /// <param name="database">Connection string of a database of its own, which Elsa sets up.</param>
    public static async Task<StockElsa> StartAsync(string database)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddElsa(elsa => elsa
            .UseWorkflowManagement(management =>
            {
                management.UseEntityFrameworkCore(stores => stores.UsePostgreSql(database));
                management.UseCache();
            })
            .UseWorkflowRuntime(runtime =>
            {
                runtime.UseEntityFrameworkCore(stores => stores.UsePostgreSql(database));
                runtime.UseCache();
            })
            .AddActivity<StockStage>()
            .AddWorkflow<StockFlow>()
            .Configure<FlowchartFeature>(flowchart => flowchart.UseTokenBasedExecution()));
        var host = builder.Build();
        await host.StartAsync();
        return new StockElsa(host);
    }

    /// <summary>A caller's endless work, as that of <see cref="Journey"/>.</summary>
    public Func<Task> Caller()
    {
        var (order, next) = ("", 0);
        return async () =>
        {
            await using var scope = host.Services.CreateAsyncScope();
            if (next == 0)
                order = await FileAsync(scope.ServiceProvider);
            else
                await ResumeAsync(scope.ServiceProvider, order, Steps[next - 1]);
            next = (next + 1) % (Steps.Length + 1);
        };
    }

    static async Task<string> FileAsync(IServiceProvider services)
    {
        var client = await services.GetRequiredService<IWorkflowRuntime>().CreateClientAsync();
        await client.CreateAndRunInstanceAsync(new CreateAndRunWorkflowInstanceRequest
        {
            WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionId(StockFlow.Name, Elsa.Common.Models.VersionOptions.Published),
            Input = new Dictionary<string, object> { ["category"] = "0128", ["title"] = "夜市喇叭太吵,影响住户休息" },
        });
        return client.WorkflowInstanceId;
    }

    static async Task ResumeAsync(IServiceProvider services, string order, string step)
    {
        ResumeBookmarkOptions options = new() { Input = new Dictionary<string, object> { ["note"] = "已办" } };
        var resumed = await services.GetRequiredService<IWorkflowResumer>().ResumeAsync<StockStage>(step, order, options);
        if (!resumed.Any())
            throw new InvalidOperationException($"Order {order} did not wait for the step {step}.");
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    /// <summary>An order waits for one step.</summary>
    public sealed class StockStage : Activity
    {
        public Input<string> Step { get; set; } = new("");

        protected override void Execute(ActivityExecutionContext context) => context.CreateBookmark(new CreateBookmarkArgs
        {
            Stimulus = context.Get(Step),
            Callback = LeaveAsync,
            IncludeActivityInstanceId = false,
        });

        ValueTask LeaveAsync(ActivityExecutionContext context) => context.CompleteActivityWithOutcomesAsync(context.Get(Step)!);
    }

    public sealed class StockFlow : WorkflowBase
    {
        public const string Name = "stock-order";

        protected override void Build(IWorkflowBuilder builder)
        {
            builder.DefinitionId = Name;
            var stages = Steps.Select(step => new StockStage { Id = $"before-{step}", Step = new(step) }).ToList();
            Flowchart chart = new() { Id = "flow", Start = stages[0], Activities = [.. stages] };
            for (var index = 0; index + 1 < stages.Count; index++)
                chart.Connections.Add(new Connection(new Endpoint(stages[index], Steps[index]), new Endpoint(stages[index + 1])));
            builder.Root = chart;
        }
    }
}
