using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Watching;

namespace Dispatch.Server.Watching;

/// <summary>Runs the watch for as long as the server runs.</summary>
public sealed class WatchWorker(Watch watch, AllianceDirectory alliances, TimeProvider time, ILogger<WatchWorker> log)
    : Worker(time, pause: TimeSpan.FromSeconds(2))
{
    static readonly TimeSpan BetweenCalendars = TimeSpan.FromMinutes(1);

    /// <summary>Longer than any limit that desks have; what is not announced within it is worth a line in the log.</summary>
    static readonly Limit Ahead = new(30, LimitUnit.WorkingDays);

    readonly HashSet<string> unannounced = [];
    long? calendarsReadAt;

    protected override async Task<int> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (calendarsReadAt is not { } before || Time.GetElapsedTime(before) >= BetweenCalendars)
        {
            calendarsReadAt = Time.GetTimestamp();
            await LogUnannouncedAsync(stoppingToken);
            if (await watch.StartClocksAsync(stoppingToken) is > 0 and var started)
                log.LogInformation("{Count} orders of a version without clocks are watched from now on", started);
            if (await watch.RetimeAsync(stoppingToken) is > 0 and var retimed)
                log.LogInformation("A year's holidays have been announced: {Count} orders are due at another time", retimed);
        }

        return await watch.RunOnceAsync(stoppingToken);
    }

    protected override void LogFailure(Exception error) =>
        log.LogWarning(error, "The watch failed; what is due is done as soon as the database is back");

    /// <summary>Says once which calendars reach into days that are not announced, and again when they do after an announcement.</summary>
    async Task LogUnannouncedAsync(CancellationToken cancel)
    {
        foreach (var alliance in await alliances.AllAsync(cancel))
        {
            if (!alliance.Calendar.After(Time.GetUtcNow(), Ahead).Provisional)
                unannounced.Remove(alliance.Code);
            else if (unannounced.Add(alliance.Code))
                log.LogInformation(
                    "The calendar {Calendar} of {Alliance} knows no holidays for some of the next {Days} working days; "
                        + "what is due there is provisional until 'calendar add' brings them",
                    alliance.Calendar.Name, alliance.Code, Ahead.Amount);
        }
    }
}
