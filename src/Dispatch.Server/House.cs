using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders.Desk;
using Dispatch.Reports;
using Dispatch.Server.Demo;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Server;

/// <summary>The parts of the engine, put together once for the server and for the commands of the shell.</summary>
public static class House
{
    public static IServiceCollection AddHouse(this IServiceCollection services, Settings settings) => services
        .AddSingleton(settings)
        .AddSingleton(TimeProvider.System)
        .AddSingleton(_ => Database.At(settings.Database))
        .AddSingleton(_ => CalendarLibrary.Load(settings.Calendars))
        .AddSingleton<AllianceDirectory>()
        .AddSingleton<WorkflowLibrary>()
        .AddSingleton<CallerDirectory>()
        .AddSingleton<DemoHouse>()
        .AddSingleton<FindCaller>(house => house.GetRequiredService<DemoHouse>().FindAsync)
        .AddSingleton<OrderDesk>()
        .AddSingleton<OutcomeCount>();

    /// <summary>Brings the schema up to date, takes in the calendars, the workflow files and, in the evaluation set-up, the demo alliance.</summary>
    /// <exception cref="WorkflowsException">A workflow file has faults.</exception>
    /// <exception cref="CalendarsException">A calendar has faults.</exception>
    public static async Task OpenAsync(IServiceProvider house, CancellationToken cancel = default)
    {
        await house.GetRequiredService<Database>().MigrateAsync(cancel);
        house.GetRequiredService<CalendarLibrary>();
        await house.GetRequiredService<WorkflowLibrary>().LoadAsync(house.GetRequiredService<Settings>().Workflows, cancel);
        await house.GetRequiredService<DemoHouse>().OpenAsync(cancel);
    }
}
