using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders.Desk;
using Dispatch.Registers;
using Dispatch.Reports;
using Dispatch.Server.Alliances;
using Dispatch.Server.Demo;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Server;

/// <summary>The parts of the engine, put together once for the server and for the commands.</summary>
public static class EngineServices
{
    /// <param name="readOnly">Whether the database refuses to be changed.</param>
    public static IServiceCollection AddEngine(this IServiceCollection services, Settings settings, bool readOnly = false) => services
        .AddSingleton(Interpreter.Of(settings.Engine))
        .AddSingleton(settings)
        .AddSingleton(TimeProvider.System)
        .AddSingleton(_ => Database.At(settings.Database, readOnly))
        .AddSingleton(services => CalendarLibrary.Load(
            settings.Calendars,
            settings.StrictCalendars ? null : () => CalendarStore.LastGood(services.GetRequiredService<Database>())))
        .AddSingleton<KeptCalendars>()
        .AddSingleton<AllianceDirectory>()
        .AddSingleton<RegisterDesk>()
        .AddSingleton<AllianceLoading>()
        .AddSingleton(services => new WorkflowLibrary(
            services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<Interpreter>().Make))
        .AddSingleton<CallerDirectory>()
        .AddSingleton<DemoSetup>()
        .AddSingleton<FindCaller>(services => services.GetRequiredService<DemoSetup>().FindAsync)
        .AddSingleton<OrderDesk>()
        .AddSingleton<OutcomeCount>();

    /// <summary>Takes in the workflow files, under which orders are filed and go on.</summary>
    /// <exception cref="WorkflowsException">A workflow file has faults.</exception>
    public static Task LoadWorkflowsAsync(this IServiceProvider services, CancellationToken cancel = default) =>
        services.GetRequiredService<WorkflowLibrary>().LoadAsync(services.GetRequiredService<Settings>().Workflows, cancel);

    /// <summary>
    /// Makes the engine ready for a server: brings the schema up to date, and takes in the calendars, the workflow files and, in the
    /// evaluation set-up, the demo alliance.
    /// </summary>
    /// <exception cref="WorkflowsException">A workflow file has faults.</exception>
    /// <exception cref="CalendarsException">A calendar has faults, and the last good ones are not kept or not to be used.</exception>
    public static async Task SetUpEngineAsync(this IServiceProvider services, CancellationToken cancel = default)
    {
        var settings = services.GetRequiredService<Settings>();
        var database = services.GetRequiredService<Database>();
        await database.MigrateAsync(mayBeNew: settings.NewDatabase || settings.Demo, cancel);
        database.LockForServer();
        var calendars = services.GetRequiredService<CalendarLibrary>();
        await CalendarStore.KeepAsync(database, calendars.All, services.GetRequiredService<TimeProvider>().GetUtcNow(), cancel);
        await services.LoadWorkflowsAsync(cancel);
        await services.GetRequiredService<DemoSetup>().RunAsync(cancel);
    }
}
