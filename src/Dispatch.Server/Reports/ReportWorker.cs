using Dispatch.Reports;

namespace Dispatch.Server.Reports;

/// <summary>Keeps the reports up with the history for as long as the server runs.</summary>
public sealed class ReportWorker(OutcomeCount count, TimeProvider time, ILogger<ReportWorker> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failing = false; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                if (await count.RunOnceAsync(stoppingToken) > 0)
                    continue;
                failing = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once, not every other second of an outage.
                if (!failing)
                    log.LogWarning(error, "The reports fall behind the history; what is missing is counted as soon as that works again");
                failing = true;
            }
            catch (Exception)
            {
                break; // told to stop
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
