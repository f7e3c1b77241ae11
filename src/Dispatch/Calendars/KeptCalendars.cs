using System.Collections.Concurrent;
using Dispatch.Storage;

namespace Dispatch.Calendars;

/// <summary>The calendars that limits were computed with, by digest. Each is read once, since none ever changes.</summary>
public sealed class KeptCalendars(Database database)
{
    readonly ConcurrentDictionary<string, WorkingCalendar> found = [];

    /// <summary>Reads those that were not read yet; one that the database has not is left out.</summary>
    public async Task ReadAsync(IEnumerable<string> digests, CancellationToken cancel = default)
    {
        var missing = digests.Distinct().Where(digest => !found.ContainsKey(digest)).ToList();
        if (missing.Count == 0)
            return;
        foreach (var calendar in await CalendarStore.OfAsync(database, missing, cancel))
            found[calendar.Digest] = calendar;
    }

    /// <summary>Keeps calendars with which limits are computed from now on, before anybody reads such a limit.</summary>
    public async Task KeepAsync(IEnumerable<WorkingCalendar> calendars, DateTimeOffset now, CancellationToken cancel = default)
    {
        var missing = calendars.Where(calendar => !found.ContainsKey(calendar.Digest)).DistinctBy(calendar => calendar.Digest).ToList();
        if (missing.Count == 0)
            return;
        await CalendarStore.KeepAsync(database, missing, now, cancel);
        foreach (var calendar in missing)
            found[calendar.Digest] = calendar;
    }

    /// <returns>Null where it was not read, or the database does not have it.</returns>
    public WorkingCalendar? Find(string digest) => found.GetValueOrDefault(digest);
}
