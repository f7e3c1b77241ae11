using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Storage;
using Dispatch.Yaml;

namespace Dispatch.Server.Calendars;

/// <summary>Keeps each calendar that this server begins to count by, and says when a file of one cannot be used.</summary>
sealed class CalendarWorker(
    AllianceDirectory alliances, CalendarLibrary calendars, Database database, TimeProvider time, ILogger<CalendarWorker> log)
    : Worker(time, pause: TimeSpan.FromSeconds(2))
{
    IReadOnlyList<WorkingCalendar> kept = [];
    IReadOnlyList<FileFault> told = [];

    protected override async Task<int> RunOnceAsync(CancellationToken stoppingToken)
    {
        // With the registers, the files are looked at too.
        await alliances.AllAsync(stoppingToken);
        var faults = calendars.Faults;
        if (faults.Count > 0 && !faults.SequenceEqual(told))
        {
            log.LogError(
                "The files of the calendars cannot be used, and the calendars stay as they were: {Faults}",
                string.Join(Environment.NewLine, faults));
        }
        else if (faults.Count == 0 && told.Count > 0)
        {
            log.LogWarning("The files of the calendars can be used again");
        }

        told = faults;
        var all = calendars.All;
        if (faults.Count > 0 || all.SequenceEqual(kept))
            return 0;
        await CalendarStore.KeepAsync(database, all, Time.GetUtcNow(), stoppingToken);
        kept = all;
        return 0;
    }

    protected override void LogFailure(Exception error) => log.LogWarning(error, "The calendars could not be kept");
}
