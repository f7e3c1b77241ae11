using System.Globalization;
using Dispatch.Language;
using Dispatch.Yaml;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Calendars;

/// <summary>What came of reading a calendar's file: the calendar, or every fault that was found.</summary>
/// <param name="File">As it was given to the reader.</param>
/// <param name="Calendar">Null where there are faults.</param>
/// <param name="Faults">Of the file and of the years that it names.</param>
public sealed record CalendarReading(string File, WorkingCalendar? Calendar, IReadOnlyList<FileFault> Faults)
{
    /// <summary>The folder of the holidays that the file names; null where it names none.</summary>
    public string? Holidays { get; init; }
}

/// <summary>Reads working calendars. Their format is described in <c>workflows/README.md</c>.</summary>
public sealed class CalendarFile
{
    internal static IReadOnlyList<string> Keys { get; } = ["calendar", "title", "zone", "hours", "holidays", "days", "announced", "ends"];

    internal static IReadOnlyList<string> DayKeys { get; } = ["date", "name", "off", "works"];

    static IReadOnlyList<string> Weekdays { get; } = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    static readonly Dictionary<string, bool> Ends = new() { ["at closing"] = false, ["at opening"] = true };

    readonly YamlFile yaml;
    readonly string folder;
    readonly List<FileFault> faultsOfYears = [];
    readonly Dictionary<LocalDate, SpecialDay> days = [];
    string? holidays;

    readonly IReadOnlyList<UploadedYear> uploaded;

    CalendarFile(YamlFile yaml, string folder, IReadOnlyList<UploadedYear> uploaded) =>
        (this.yaml, this.folder, this.uploaded) = (yaml, folder, uploaded);

    /// <summary>Reads one calendar, or finds all that is wrong with it.</summary>
    /// <param name="file">What the faults call the file.</param>
    /// <param name="text">YAML.</param>
    /// <param name="folder">Where the folder of holidays is that the file names.</param>
    /// <param name="uploaded">Announcements that go before the files of their years.</param>
    public static CalendarReading Read(string file, string text, string folder, IReadOnlyList<UploadedYear>? uploaded = null)
    {
        var yaml = new YamlFile(file, text.TrimStart('\uFEFF'));
        CalendarFile reader = new(yaml, folder, uploaded ?? []);
        var definition = yaml.Top is { } top ? reader.Definition(top) : null;
        IReadOnlyList<FileFault> faults = [.. yaml.Faults, .. reader.faultsOfYears];
        var calendar = faults.Count == 0 && definition is not null ? new WorkingCalendar(definition) : null;
        return new CalendarReading(file, calendar, faults) { Holidays = reader.holidays };
    }

    /// <summary>Reads a calendar from disk; a file that cannot be read is a fault like any other.</summary>
    public static CalendarReading Load(string path, IReadOnlyList<UploadedYear>? uploaded = null)
    {
        var (text, fault) = TextFile.Read(path);
        return text is null
            ? new CalendarReading(path, null, [fault!])
            : Read(path, text, Path.GetDirectoryName(Path.GetFullPath(path))!, uploaded);
    }

    /// <summary>Reads several files, and the <c>*.yaml</c> and <c>*.yml</c> files of folders, in the order of their names.</summary>
    /// <returns>One reading a file. Two calendars with one name are a fault of the second; so is a folder without any.</returns>
    public static IReadOnlyList<CalendarReading> LoadAll(IEnumerable<string> paths, IReadOnlyList<UploadedYear>? uploaded = null)
    {
        Dictionary<string, string> known = [];
        return [.. paths.SelectMany(Files).Distinct().Select(path => Directory.Exists(path) ? Empty(path) : Once(Load(path, uploaded)))];

        CalendarReading Once(CalendarReading reading)
        {
            if (reading.Calendar is not { Name: var name } || known.TryAdd(name, reading.File))
                return reading;
            FileFault twice = new(reading.File, 1, $"The calendar {name} is already in {known[name]}.");
            return new CalendarReading(reading.File, null, [twice]);
        }
    }

    static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var files = Directory.GetFiles(path)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml")
            .Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : [path];
    }

    static CalendarReading Empty(string folder) => new(folder, null, [new FileFault(folder, 1, "The folder has no calendar in it.")]);

    CalendarDefinition? Definition(YamlValue top)
    {
        var fields = YamlFields.Of("the calendar", top, top, Keys);
        var named = fields.Need("calendar", "alliances call the calendar by it: calendar: china");
        var name = fields.Text(named);
        if (name is not null && !YamlFields.IsName(name))
            named!.Key.Fault($"\"{name}\" cannot be the name of a calendar: {YamlFields.NameRule}.");
        var title = fields.Title();
        var zone = Zone(fields);
        var week = Week(fields);
        var announced = Announcements(fields, top);
        ReadDays(fields.Find("days"));
        var endsAtOpening = fields.OneOf(fields.Find("ends"), Ends) ?? false;

        if (name is null || title is null || zone is null || yaml.Faults.Count > 0)
            return null;
        return new CalendarDefinition
        {
            Name = name,
            Title = title,
            Zone = zone,
            Week = week,
            Days = days,
            Announced = announced,
            EndsAtOpening = endsAtOpening,
        };
    }

    static DateTimeZone? Zone(YamlFields fields)
    {
        var entry = fields.Need("zone", "the hours are local times there: zone: Asia/Shanghai");
        if (fields.Text(entry) is not { } id)
            return null;
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        if (zone is null)
            entry!.Key.Fault($"\"{id}\" is not a time zone of the tz database; write one such as Asia/Shanghai.");
        return zone;
    }

    static IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<WorkingHours>> Week(YamlFields fields)
    {
        if (fields.Find("hours") is not { } entry)
            return CalendarDefinition.OfficeWeek;

        Dictionary<IsoDayOfWeek, IReadOnlyList<WorkingHours>> week = [];
        foreach (var (name, key, value) in entry.Value.Entries("the hours"))
        {
            var spans = Hours(value, $"the hours of {name}");
            var ends = name.Split(" to ");
            var (first, last) = (Weekday(ends[0]), Weekday(ends[^1]));
            if (ends.Length > 2 || first is null || last is null || last < first)
            {
                key.Fault($"\"{name}\" is neither a weekday such as monday nor a range such as monday to friday.");
                continue;
            }

            for (var day = first.Value; day <= last.Value; day++)
            {
                if (!week.TryAdd(day, spans))
                    key.Fault($"The hours of {Weekdays[(int)day - 1]} are given twice.");
            }
        }

        if (!week.Values.Any(hours => hours.Count > 0))
            entry.Key.Fault("No weekday has working hours, so no limit in working time would ever end.");
        return week;
    }

    static IsoDayOfWeek? Weekday(string name)
    {
        var index = Weekdays.ToList().IndexOf(name);
        return index < 0 ? null : (IsoDayOfWeek)(index + 1);
    }

    /// <summary>One span or a list of them.</summary>
    static List<WorkingHours> Hours(YamlValue value, string what)
    {
        List<WorkingHours> spans = [];
        foreach (var item in value.IsList ? value.List() : [value])
        {
            if (item.Text() is not { } text)
                continue;
            if (WorkingHours.Read(text) is not { } span)
                item.Fault($"\"{text}\" is not a span of hours; write one such as 08:00-12:00, with 24:00 for the end of a day.");
            else if (spans.Count > 0 && span.From < spans[^1].To)
                item.Fault($"{span} begins before {spans[^1]} ends, in {what}; write them in ascending order.");
            else
                spans.Add(span);
        }

        return spans;
    }

    Announced Announcements(YamlFields fields, YamlValue top)
    {
        var (named, entry) = (fields.Find("holidays"), fields.Find("announced"));
        if (named is not null)
        {
            entry?.Key.Fault("With a folder of holidays, its files say which years are announced; leave 'announced' out.");
            return fields.Text(named) is { } name ? ReadYears(named.Key, name) : Announced.Nothing;
        }

        if (entry is null)
            top.Fault(
                "Say where the holidays are, holidays: holiday-cn; or which years are complete in this file, announced: [2026]; "
                + "or announced: always.");
        else if (entry.Value.Scalar == "always")
            return Announced.Always;
        else
            return Announced.In([.. fields.Texts(entry).Select(Year).OfType<int>()]);
        return Announced.Nothing;
    }

    static int? Year(YamlValue value)
    {
        if (int.TryParse(value.Scalar, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && DateReading.IsWithin(year))
            return year;
        value.Fault($"\"{value.Scalar}\" is not a year; write one such as 2026.");
        return null;
    }

    Announced ReadYears(YamlValue at, string name)
    {
        var path = Path.Combine(folder, name);
        if (!YamlFields.IsName(name) || !Directory.Exists(path))
        {
            at.Fault($"There is no folder \"{name}\" beside this file.");
            return Announced.Nothing;
        }

        holidays = path;
        var (years, faults) = HolidayFolder.Load(path, uploaded);
        faultsOfYears.AddRange(faults);
        if (faults.Count == 0 && years.Count == 0)
            at.Fault($"The folder \"{name}\" has no year in it, such as 2026.json.");
        foreach (var day in years.SelectMany(year => year.Days))
            days[day.Date] = new SpecialDay(day.Name, !day.IsOff);
        return Announced.YearByYear(years.Where(year => year.IsAnnounced).Select(year => year.Number));
    }

    /// <summary>The days of the file itself come before those of a folder: an alliance may have days of its own.</summary>
    void ReadDays(YamlEntry? entry)
    {
        Dictionary<LocalDate, int> lines = [];
        foreach (var item in entry?.Value.List() ?? [])
        {
            var fields = YamlFields.Of("the day", item, item, DayKeys);
            var date = Date(fields);
            var name = Name(fields);
            var (off, works) = (fields.Find("off"), fields.Find("works"));
            if (off is null == works is null)
                item.Fault("Say either off: true, or when it is worked on: works: [08:00-12:00], or works: as usual.");
            if (off is not null && fields.Text(off) is { } isOff && isOff != "true")
                off.Key.Fault("Write off: true, or when it is worked on: works: [08:00-12:00].");

            var usual = works is { Value.Scalar: "as usual" };
            var hours = works is null ? [] : usual ? null : Hours(works.Value, "the day");
            if (date is not { } day)
                continue;
            if (!lines.TryAdd(day, item.Line))
                item.Fault($"{LocalDatePattern.Iso.Format(day)} is already on line {lines[day]}.");
            else
                days[day] = new SpecialDay(name ?? new Words("", ""), works is not null, hours);
        }
    }

    static LocalDate? Date(YamlFields fields)
    {
        var entry = fields.Need("date", "write one such as date: 2026-10-01");
        if (fields.Text(entry) is not { } text)
            return null;
        var day = DateReading.Day(text);
        if (day is null)
            entry!.Key.Fault($"\"{text}\" is not a date; write one such as 2026-10-01.");
        return day;
    }

    static Words? Name(YamlFields fields)
    {
        if (fields.Need("name", "people read it: name: { zh: 国庆节, en: National Day }") is not { } entry)
            return null;
        var both = YamlFields.Of("the name", entry.Key, entry.Value, ["zh", "en"]);
        var zh = both.Text(both.Need("zh", "every name is read in Chinese (zh) and English (en)"));
        var en = both.Text(both.Need("en", "every name is read in Chinese (zh) and English (en)"));
        return zh is null || en is null ? null : new Words(zh, en);
    }
}
