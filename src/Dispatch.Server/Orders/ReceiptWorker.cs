using Dispatch.Orders.Desk;

namespace Dispatch.Server.Orders;

/// <summary>Runs the sweep of receipts every ten minutes.</summary>
public sealed class ReceiptWorker(ReceiptSweep sweep, TimeProvider time, ILogger<ReceiptWorker> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await sweep.RunOnceAsync(stoppingToken) > 0)
                    continue;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(error, "The sweep of receipts failed; the next one goes on where it ended");
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
