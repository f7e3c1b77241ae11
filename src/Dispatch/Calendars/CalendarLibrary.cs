using Dispatch.Language;
using Dispatch.Yaml;

namespace Dispatch.Calendars;

/// <summary>The working calendars of a folder, as their files stand.</summary>
/// <remarks>Safe for any number of callers. A calendar that was found stays as it is; one whose files changed is another object after <see cref="Refresh"/>.</remarks>
public sealed class CalendarLibrary
{
    readonly string folder;
    readonly Lock gate = new();
    volatile Shelf shelf;

    CalendarLibrary(string folder, Shelf shelf) => (this.folder, this.shelf) = (folder, shelf);

    /// <summary>What an alliance's calendar is called that does not name one.</summary>
    public const string Default = "china";

    /// <summary>Reads the calendars of a folder.</summary>
    /// <exception cref="CalendarsException">A file has faults, or there is none.</exception>
    public static CalendarLibrary Load(string folder)
    {
        var shelf = Read(folder);
        return shelf.Faults.Count > 0 ? throw new CalendarsException([.. shelf.Faults.Select(fault => fault.ToString())]) : new CalendarLibrary(folder, shelf);
    }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<WorkingCalendar> All => [.. shelf.ByName.Values.OrderBy(calendar => calendar.Name, StringComparer.Ordinal)];

    /// <summary>Why the files as they stand now were not taken in; empty where they were.</summary>
    public IReadOnlyList<FileFault> Faults => shelf.Faults;

    public WorkingCalendar? Find(string name) => shelf.ByName.GetValueOrDefault(name);

    /// <summary>Reads the folder again if a file in it has changed; otherwise only looks at the names, sizes and times of its files.</summary>
    /// <remarks>If the files have <see cref="Faults"/> now, all calendars stay as they were until that is mended.</remarks>
    /// <returns>Whether any calendar is another now.</returns>
    public bool Refresh()
    {
        lock (gate)
        {
            var before = shelf;
            if (Look(folder).SequenceEqual(before.Files))
                return false;

            var read = Read(folder);
            shelf = read.Faults.Count > 0 ? before with { Files = read.Files, Faults = read.Faults } : read;
            return read.Faults.Count == 0;
        }
    }

    static Shelf Read(string folder)
    {
        // Looked at first: what changes while it is read looks changed the next time.
        var files = Look(folder);
        var readings = CalendarFile.LoadAll([folder]);
        return new Shelf(
            readings.Select(reading => reading.Calendar).OfType<WorkingCalendar>().ToDictionary(calendar => calendar.Name),
            files, [.. readings.SelectMany(reading => reading.Faults)]);
    }

    /// <summary>The files of the folder and of the folders in it, in the order of their names.</summary>
    static List<(string Path, long Length, DateTime Written)> Look(string folder) =>
    [
        .. (Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories) : [])
            .Where(file => file.Extension is ".yaml" or ".yml" or ".json")
            .Select(file => (file.FullName, file.Length, file.LastWriteTimeUtc))
            .OrderBy(file => file.FullName, StringComparer.Ordinal),
    ];

    sealed record Shelf(
        IReadOnlyDictionary<string, WorkingCalendar> ByName, IReadOnlyList<(string Path, long Length, DateTime Written)> Files, IReadOnlyList<FileFault> Faults);
}

/// <summary>The calendars cannot be used; every fault is a sentence.</summary>
public sealed class CalendarsException(IReadOnlyList<string> faults) : UserErrorException(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults => faults;
}
