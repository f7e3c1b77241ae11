using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Watching;

namespace Dispatch.Server.Watching;

/// <summary>Runs the watch for as long as the server runs.</summary>
public sealed class WatchWorker(Watch watch, AllianceDirectory alliances, TimeProvider time, ILogger<WatchWorker> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    static readonly TimeSpan BetweenCalendars = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Longer than any limit that desks have: days within it whose holidays are not announced are worth a line in the log.
    /// </summary>
    static readonly Limit Ahead = new(30, LimitUnit.WorkingDays);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (failing, lastLook) = (false, time.GetTimestamp() - (long)(BetweenCalendars.TotalSeconds * time.TimestampFrequency));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (time.GetElapsedTime(lastLook) >= BetweenCalendars)
                {
                    lastLook = time.GetTimestamp();
                    await LogUnannouncedAsync(stoppingToken);
                    if (await watch.RetimeAsync(stoppingToken) is > 0 and var retimed)
                        log.LogInformation("A year's holidays have been announced: {Count} orders are due at another time", retimed);
                }

                if (await watch.RunOnceAsync(stoppingToken) > 0)
                    continue;
                failing = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Logged once, not every other second of an outage.
                if (!failing)
                    log.LogWarning(error, "The watch failed; what is due is done as soon as the database is back");
                failing = true;
            }
            catch (Exception)
            {
                break; // the server stops
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    readonly HashSet<string> unannounced = [];

    /// <summary>
    /// Logs once which calendars reach into days that are not announced, and again when they do so after an announcement.
    /// </summary>
    async Task LogUnannouncedAsync(CancellationToken cancel)
    {
        foreach (var alliance in await alliances.AllAsync(cancel))
        {
            if (!alliance.Calendar.After(time.GetUtcNow(), Ahead).Provisional)
                unannounced.Remove(alliance.Code);
            else if (unannounced.Add(alliance.Code))
                log.LogInformation(
                    "The calendar {Calendar} of {Alliance} has no holidays yet for some of the next {Days} working days; "
                    + "due times there are provisional until 'calendar add' brings them",
                    alliance.Calendar.Name, alliance.Code, Ahead.Amount);
        }
    }
}
