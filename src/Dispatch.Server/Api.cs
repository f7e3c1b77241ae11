using Dispatch.Registers;
using Dispatch.Server.Accounts;
using Dispatch.Server.Alliances;
using Dispatch.Server.Calendars;
using Dispatch.Server.Feeds;
using Dispatch.Server.Handovers;
using Dispatch.Server.House;
using Dispatch.Server.Orders;
using Dispatch.Server.Pages;
using Dispatch.Server.Registers;
using Dispatch.Server.Reports;
using Dispatch.Server.Rosters;
using Dispatch.Server.Telemetry;
using Dispatch.Server.Workflows;
using Microsoft.AspNetCore.Mvc;

namespace Dispatch.Server;

/// <summary>The HTTP API: its services, its middleware and its routes.</summary>
public static class Api
{
    /// <summary>Registers what the routes need besides the engine.</summary>
    /// <param name="services">
    /// Must contain the engine: Database, AllianceDirectory, FindCaller, WorkflowLibrary, OrderDesk and TimeProvider; and may contain a
    /// <see cref="BusState"/> for <c>/readyz</c>.
    /// </param>
    public static void AddApi(this IServiceCollection services)
    {
        services.AddBearerTokens();
        services.AddSingleton<OrderReader>();
        services.AddStandstill().AddSingleton<Readying>().AddSingleton<HouseReader>();
        services.AddSingleton<HandoverDesk>().AddSingleton<RosterDesk>();
        services.AddSingleton<CalendarDesk>();
        services.AddSingleton<SecurityLog>();
        services.ConfigureHttpJsonOptions(options => Wire.Configure(options.SerializerOptions));
        services.AddDescription();
        services.KeepFeedSecretsOutOfLogs();
    }

    /// <summary>Comes first in the pipeline: turns failures into problems, and identifies the caller.</summary>
    public static void UseApi(this WebApplication app)
    {
        app.UseTraces();
        app.UseProblems();
        app.UseAuthentication();
        // After what answers at addresses of its own, as a provider's way back does, and before what asks everybody to sign in.
        app.UsePageErrors();
        app.UseAuthorization();
    }

    /// <param name="anonymousDocs">Whether anybody may read the description of the API, as in the evaluation set-up.</param>
    public static void MapApi(this WebApplication app, bool anonymousDocs)
    {
        app.MapHealth();
        app.MapDescription(anonymousDocs);

        var api = app.MapGroup("/api").WithMetadata(new RequestSizeLimitAttribute(RequestBody.LargestBytes));
        api.MapGroup("").WithTags("Orders").MapOrders();
        api.MapGroup("").WithTags("Orders").MapCandidates();
        api.MapGroup("").WithTags("Orders").MapLookalikes();
        api.MapGroup("").WithTags("Alliances").MapAlliances();
        api.MapGroup("").WithTags("Registers").MapRegisters();
        api.MapGroup("").WithTags("Rosters").MapRosters();
        api.MapGroup("").WithTags("Rosters").MapHandovers();
        api.MapGroup("").WithTags("Calendars").MapWorkingCalendars();
        api.MapGroup("").WithTags("Workflows").MapWorkflows();
        api.MapGroup("").WithTags("Meeting").MapMeeting();
        api.MapGroup("").WithTags("Accounts").MapAccounts();
        api.MapGroup("").WithTags("Reports").MapReports();
        api.MapGroup("").WithTags("Feeds").MapFeeds();
        api.MapGroup("").WithTags("System").MapHouse();
        app.MapGroup("/feeds").WithTags("Feeds").MapCalendars();
    }
}
