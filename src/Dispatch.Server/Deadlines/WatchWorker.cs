using Dispatch.Deadlines;

namespace Dispatch.Server.Deadlines;

/// <summary>Runs the watch for as long as the server runs.</summary>
public sealed class WatchWorker(Watch watch, TimeProvider clock, ILogger<WatchWorker> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    static readonly TimeSpan BetweenCalendars = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (failing, looked) = (false, clock.GetTimestamp() - (long)(BetweenCalendars.TotalSeconds * clock.TimestampFrequency));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (clock.GetElapsedTime(looked) >= BetweenCalendars)
                {
                    looked = clock.GetTimestamp();
                    if (await watch.RetimeAsync(stoppingToken) is > 0 and var retimed)
                        log.LogInformation("A year's holidays have been announced: {Count} orders are due at another time", retimed);
                }

                if (await watch.RunOnceAsync(stoppingToken) > 0)
                    continue;
                failing = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once, not every other second of an outage.
                if (!failing)
                    log.LogWarning(error, "The watch failed; what is due is done as soon as the database is back");
                failing = true;
            }
            catch (Exception)
            {
                break; // told to stop
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
