using Dispatch.Reports;

namespace Dispatch.Server.Reports;

/// <summary>Keeps the reports up to date with the history for as long as the server runs.</summary>
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
                // Logged once, not every other second of an outage.
                if (!failing)
                    log.LogWarning(error, "The reports fall behind the history; they catch up as soon as counting works again");
                failing = true;
            }
            catch (Exception)
            {
                break; // the server stops
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
