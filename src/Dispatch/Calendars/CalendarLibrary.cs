using Dispatch.Language;
using Dispatch.Yaml;

namespace Dispatch.Calendars;

/// <summary>The working calendars of a folder, as their files stand.</summary>
/// <remarks>
/// Safe for concurrent callers. A calendar that was found never changes; one whose files changed is another object after
/// <see cref="Refresh"/>.
/// </remarks>
public sealed class CalendarLibrary
{
    readonly string folder;
    readonly Lock gate = new();
    volatile Contents contents;
    volatile IReadOnlyList<UploadedYear> uploaded = [];

    CalendarLibrary(string folder, Contents contents) => (this.folder, this.contents) = (folder, contents);

    /// <summary>The name of the calendar of an alliance that names none.</summary>
    public const string Default = "china";

    /// <summary>Reads the calendars of a folder.</summary>
    /// <param name="lastGood">The calendars to begin with where a file has faults; null where that ends it.</param>
    /// <exception cref="CalendarsException">A file has faults, or there is none, and no calendars to begin with instead.</exception>
    public static CalendarLibrary Load(string folder, Func<IReadOnlyList<WorkingCalendar>>? lastGood = null)
    {
        var contents = Read(folder, []);
        if (contents.Faults.Count > 0)
        {
            contents = lastGood?.Invoke() is { Count: > 0 } kept
                ? contents with { ByName = kept.ToDictionary(calendar => calendar.Name) }
                : throw new CalendarsException([.. contents.Faults.Select(fault => fault.ToString())]);
        }

        return new CalendarLibrary(folder, contents);
    }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<WorkingCalendar> All => [.. contents.ByName.Values.OrderBy(calendar => calendar.Name, StringComparer.Ordinal)];

    /// <summary>Why the files in their present state were not loaded; empty where they were.</summary>
    public IReadOnlyList<FileFault> Faults => contents.Faults;

    public WorkingCalendar? Find(string name) => contents.ByName.GetValueOrDefault(name);

    /// <summary>Reads the folder again if the names, sizes or times of its files have changed.</summary>
    /// <remarks>If the files have <see cref="Faults"/> now, all calendars stay as they were until those are corrected.</remarks>
    /// <returns>Whether any calendar was replaced.</returns>
    public bool Refresh()
    {
        lock (gate)
        {
            var before = contents;
            if (List(folder).SequenceEqual(before.Files))
                return false;

            return Take(Read(folder, uploaded));
        }
    }

    /// <summary>Lets announcements that were uploaded go before the files of their years.</summary>
    /// <param name="years">All that there are; the same ones again change nothing.</param>
    /// <returns>Whether any calendar was replaced.</returns>
    public bool Use(IReadOnlyList<UploadedYear> years)
    {
        lock (gate)
        {
            if (years.SequenceEqual(uploaded))
                return false;
            uploaded = years;
            return Take(Read(folder, years));
        }
    }

    /// <summary>The announcements that were uploaded.</summary>
    public IReadOnlyList<UploadedYear> Uploaded => uploaded;

    /// <summary>The folder of the holidays that a calendar's file names; null where it names none.</summary>
    public string? HolidaysOf(string calendar) => contents.Holidays.GetValueOrDefault(calendar);

    bool Take(Contents read)
    {
        var before = contents;
        contents = read.Faults.Count > 0 ? before with { Files = read.Files, Faults = read.Faults } : read;
        return read.Faults.Count == 0;
    }

    static Contents Read(string folder, IReadOnlyList<UploadedYear> uploaded)
    {
        // Listed before reading: what changes while it is read is noticed the next time.
        var files = List(folder);
        var readings = CalendarFile.LoadAll([folder], uploaded);
        return new Contents(
            readings.Select(reading => reading.Calendar).OfType<WorkingCalendar>().ToDictionary(calendar => calendar.Name),
            readings.Where(reading => reading is { Calendar: not null, Holidays: not null })
                .ToDictionary(reading => reading.Calendar!.Name, reading => reading.Holidays!),
            files, [.. readings.SelectMany(reading => reading.Faults)]);
    }

    /// <summary>The files of the folder and of the folders in it, in the order of their names.</summary>
    static List<(string Path, long Length, DateTime Written)> List(string folder) =>
    [
        .. (Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories) : [])
            .Where(file => file.Extension is ".yaml" or ".yml" or ".json")
            .Select(file => (file.FullName, file.Length, file.LastWriteTimeUtc))
            .OrderBy(file => file.FullName, StringComparer.Ordinal),
    ];

    sealed record Contents(
        IReadOnlyDictionary<string, WorkingCalendar> ByName,
        IReadOnlyDictionary<string, string> Holidays,
        IReadOnlyList<(string Path, long Length, DateTime Written)> Files,
        IReadOnlyList<FileFault> Faults);
}

/// <summary>The calendars cannot be used; every fault is a sentence.</summary>
public sealed class CalendarsException(IReadOnlyList<string> faults) : UserErrorException(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults => faults;
}
