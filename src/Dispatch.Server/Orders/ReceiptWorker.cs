using Dispatch.Orders.Desk;

namespace Dispatch.Server.Orders;

/// <summary>Runs the sweep of receipts once in a while.</summary>
public sealed class ReceiptWorker(ReceiptSweep sweep, TimeProvider time, ILogger<ReceiptWorker> log)
    : Worker(time, pause: TimeSpan.FromMinutes(10))
{
    protected override Task<int> RunOnceAsync(CancellationToken stoppingToken) => sweep.RunOnceAsync(stoppingToken);

    protected override void LogFailure(Exception error) =>
        log.LogWarning(error, "The sweep of receipts failed; the next one goes on where it ended");
}
