using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dispatch.Language;
using Dispatch.Yaml;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Calendars;

/// <summary>The holidays and make-up days of one announcement, in the format of the public project holiday-cn.</summary>
/// <remarks>
/// It is the year of the announcement: a day in late December is in the next year's file. Ordinary weekends are not listed.
/// A year without days is not announced yet.
/// </remarks>
/// <param name="Days">In the order of the file.</param>
public sealed partial record HolidayYear(int Number, IReadOnlyList<HolidayYear.Day> Days)
{
    /// <param name="Line">Counts from 1.</param>
    public sealed record Day(LocalDate Date, Words Name, bool IsOff, int Line);

    public bool IsAnnounced => Days.Count > 0;

    /// <summary>Reads a year's file, or finds all that is wrong with it. Unknown keys are ignored: the format is not ours.</summary>
    /// <param name="file">What the faults call it.</param>
    /// <returns>The year is null where there are faults.</returns>
    public static (HolidayYear? Year, IReadOnlyList<FileFault> Faults) Read(string file, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
        }
        catch (JsonException error)
        {
            var line = (int)(error.LineNumber ?? 0) + 1;
            return (null, [new FileFault(file, line, new Words("这里不是 JSON 格式。", $"This is not JSON: {Reason(error)}"))]);
        }

        // JSON is also YAML, and our YAML reader knows the lines.
        var yaml = new YamlFile(file, text.Replace('\t', ' '));
        var year = yaml.Top is { } top ? Read(top) : null;
        return yaml.Faults.Count > 0 ? (null, yaml.Faults) : (year, []);
    }

    /// <summary>Reads a year's file from disk; a file that cannot be read is a fault like any other.</summary>
    public static (HolidayYear? Year, IReadOnlyList<FileFault> Faults) Load(string path)
    {
        var (text, fault) = TextFile.Read(path);
        return text is null ? (null, [fault!]) : Read(path, text);
    }

    static HolidayYear? Read(YamlValue top)
    {
        var keys = top.Entries("the year").ToDictionary(entry => entry.Name, entry => entry.Value);
        var number = ReadNumber(top, keys.GetValueOrDefault("year"));
        if (!keys.TryGetValue("days", out var list))
            top.Fault(new Words("缺少“days”。", "The key 'days' is missing."));

        List<Day> days = [];
        foreach (var item in list?.List() ?? [])
        {
            if (ReadDay(item, number) is not { } day)
                continue;
            if (days.Find(other => other.Date == day.Date) is { } twice)
                item.Fault(new Words($"{Text(day.Date)} 在第 {twice.Line} 行已有。", $"{Text(day.Date)} is already on line {twice.Line}."));
            else
                days.Add(day);
        }

        return number is { } known ? new HolidayYear(known, days) : null;
    }

    static int? ReadNumber(YamlValue top, YamlValue? value)
    {
        if (value is null)
            top.Fault(new Words("缺少“year”。", "The key 'year' is missing."));
        if (value?.Text() is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && DateReading.IsWithin(number))
            return number;
        value.Fault(new Words($"“{text}”不是年份；请写成 2026 这样。", $"'{text}' is not a year; write one such as 2026."));
        return null;
    }

    static Day? ReadDay(YamlValue item, int? year)
    {
        var keys = item.Entries("the day").ToDictionary(entry => entry.Name, entry => entry.Value);
        var (name, date, off) = (Need("name")?.Text(), Need("date"), Need("isOffDay"));

        LocalDate? day = null;
        if (date?.Text() is { } text)
        {
            day = DateReading.Day(text);
            if (day is null)
                date.Fault(new Words($"“{text}”不是日期；请写成 2026-10-01 这样。", $"'{text}' is not a date; write one such as 2026-10-01."));
        }

        if (day is { } found && year is { } number && found.Year != number && (found.Year, found.Month) != (number - 1, 12))
            date!.Fault(new Words(
                $"{Text(found)} 不在 {number} 年，也不在上一年 12 月。", $"{Text(found)} is neither in {number} nor in the December before it."));

        var isOff = off is { IsPlain: true, Scalar: "true" };
        if (off is not null && !isOff && off is not { IsPlain: true, Scalar: "false" })
            off.Fault(new Words(
                "isOffDay 放假写 true，调休上班写 false。", "isOffDay is true for a day off and false for a make-up working day."));
        return day is { } known && name is not null ? new Day(known, Holidays.Named(name), isOff, item.Line) : null;

        YamlValue? Need(string key)
        {
            if (keys.TryGetValue(key, out var value))
                return value;
            if (item.IsMap)
                item.Fault(new Words($"这一天缺少“{key}”。", $"The key '{key}' of the day is missing."));
            return null;
        }
    }

    static string Text(LocalDate date) => LocalDatePattern.Iso.Format(date);

    // The JSON reader repeats the position in its message, counting lines from 0.
    static string Reason(JsonException error) => PositionSuffix().Replace(error.Message, "");

    [GeneratedRegex(@" (Path: .*\| )?LineNumber: .*$", RegexOptions.Singleline)]
    private static partial Regex PositionSuffix();
}

/// <summary>The names of China's public holidays in English, which their announcements do not have.</summary>
static class Holidays
{
    static readonly Dictionary<string, string> English = new()
    {
        ["元旦"] = "New Year's Day",
        ["春节"] = "Spring Festival",
        ["清明节"] = "Qingming Festival",
        ["劳动节"] = "Labour Day",
        ["端午节"] = "Dragon Boat Festival",
        ["中秋节"] = "Mid-Autumn Festival",
        ["国庆节"] = "National Day",
    };

    /// <summary>A name that is not known stays Chinese; two holidays at once are <c>中秋节、国庆节</c>.</summary>
    public static Words Named(string name) =>
        new(name, string.Join(" and ", name.Split('、').Select(one => English.GetValueOrDefault(one, one))));
}
