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
using Microsoft.AspNetCore.RateLimiting;

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
        services.AddSingleton(house => PublicAddress.Read(house.GetRequiredService<IConfiguration>()));
        services.AddRequestDecompression();
        services.AddSingleton(house => new Quotas(house.GetRequiredService<IConfiguration>()));
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<Quotas>((options, quotas) =>
        {
            options.GlobalLimiter = quotas.Requests;
            options.OnRejected = async (rejected, _) => await Problems.AnswerAsync(rejected.HttpContext, Quotas.Refused(rejected.Lease));
        });
        services.ConfigureHttpJsonOptions(options => Wire.Configure(options.SerializerOptions));
        services.AddDescription();
        services.KeepFeedSecretsOutOfLogs();
    }

    /// <summary>Comes first in the pipeline: turns failures into problems, and identifies the caller.</summary>
    public static void UseApi(this WebApplication app)
    {
        app.UseTraces();
        app.UseSecurityLog();
        app.UseProblems();
        app.UseHostNames();
        app.UseHead();
        app.UseRouting();
        app.UseRequestDecompression();
        app.UseAuthentication();
        app.UseRateLimiter();
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
        api.MapGroup("").WithTags("Accounts").MapAccounts();
        var acting = api.MapGroup("").ForThoseWhoAct();
        acting.MapGroup("").WithTags("Orders").MapCandidates();
        acting.MapGroup("").WithTags("Orders").MapLookalikes();
        acting.MapGroup("").WithTags("Alliances").MapAlliances();
        acting.MapGroup("").WithTags("Registers").MapRegisters();
        acting.MapGroup("").WithTags("Rosters").MapRosters();
        acting.MapGroup("").WithTags("Rosters").MapHandovers();
        acting.MapGroup("").WithTags("Calendars").MapWorkingCalendars();
        acting.MapGroup("").WithTags("Workflows").MapWorkflows();
        acting.MapGroup("").WithTags("Meeting").MapMeeting();
        acting.MapGroup("").WithTags("Reports").MapReports();
        acting.MapGroup("").WithTags("Feeds").MapFeeds();
        acting.MapGroup("").WithTags("System").MapHouse();
        app.MapGroup("/feeds").WithTags("Feeds").MapCalendars();
    }
}
