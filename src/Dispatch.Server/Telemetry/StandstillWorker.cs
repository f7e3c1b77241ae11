using Dispatch.Orders.Desk;

namespace Dispatch.Server.Telemetry;

/// <summary>Looks at the parts of the house every few seconds, so that the log speaks and the metrics move although nobody asks.</summary>
public sealed class StandstillWorker(Standstill standstill, OrderDesk desk, TimeProvider time, ILogger<StandstillWorker> log)
    : Worker(time, pause: TimeSpan.FromSeconds(5))
{
    protected override async Task<int> RunOnceAsync(CancellationToken stoppingToken)
    {
        await standstill.LookAsync(stoppingToken);
        await desk.CanSaveAsync(stoppingToken);
        return 0;
    }

    protected override void LogFailure(Exception error) => log.LogWarning(error, "What stands still could not be looked for");
}
