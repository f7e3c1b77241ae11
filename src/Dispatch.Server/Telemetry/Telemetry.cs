using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Outbox;
using Dispatch.Reports;
using Dispatch.Storage;
using Dispatch.Watching;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dispatch.Server.Telemetry;

/// <summary>Metrics and traces, by OpenTelemetry.</summary>
static class Telemetry
{
    /// <summary>Where OTLP goes to; the other settings of its kind count as well, as OpenTelemetry describes them.</summary>
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Notices what stands still. The engine must be there.</summary>
    public static IServiceCollection AddStandstill(this IServiceCollection services) => services
        .AddSingleton(house => BacklogOf(house, Backlog.Relay, (database, _, cancel) => OutboxStore.WaitingAsync(database, cancel)))
        .AddSingleton(house => BacklogOf(house, Backlog.Watch, Watch.WaitingAsync))
        .AddSingleton(house => BacklogOf(house, Backlog.Reports, (database, _, cancel) => OutcomeCount.WaitingAsync(database, cancel)))
        .AddSingleton<Standstill>();

    /// <summary>Measures, for <c>/metrics</c> and, where an endpoint is set, for OTLP; traces only for OTLP.</summary>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<HouseMeter>().AddHostedService<StandstillWorker>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : "dispatch",
                serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}"))
            .WithMetrics(metrics => metrics
                .AddMeter(HouseMeter.Name, DeskMeter.Name, "Microsoft.AspNetCore.Hosting", "System.Runtime")
                .AddPrometheusExporter());
        if (configuration[EndpointSetting] is not { Length: > 0 })
            return;
        telemetry
            .WithTracing(traces => traces
                .AddSource(Traces.SourceName)
                // The address of a feed is a secret.
                .AddAspNetCoreInstrumentation(web => web.Filter = context => context.Request.Path.StartsWithSegments("/api")))
            .UseOtlpExporter();
    }

    /// <summary>For Prometheus: only to whoever may see everything.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        app.Services.GetRequiredService<HouseMeter>();
        app.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(policy => policy
            .RequireAuthenticatedUser()
            // Asked of strangers too, who have no caller.
            .RequireAssertion(asked => asked.Resource is HttpContext context && context.Features.Get<Caller>() is { IsAdmin: true }));
        // Mapped, they are listened to. A count that began with its first failure would not show that one as an increase.
        DeskMeter.CountRefused(Refusal.Failed, 0);
        HouseMeter.CountSetAside(Refusal.Failed, 0);
        HouseMeter.CountSetAside(Refusal.Unsettled, 0);
    }

    static Backlog BacklogOf(
        IServiceProvider house, string part, Func<Database, DateTimeOffset, CancellationToken, Task<Waiting?>> waitingAsync)
    {
        var (database, time) = (house.GetRequiredService<Database>(), house.GetRequiredService<TimeProvider>());
        // On another thread, since SQLite does all its work before the first await.
        return new Backlog(part, cancel => Task.Run(() => waitingAsync(database, time.GetUtcNow(), cancel), cancel));
    }
}
