using System.Globalization;
using NodaTime;

namespace Dispatch.Server.Pages;

/// <summary>Says instants and lengths of time as people say them.</summary>
/// <param name="zone">Where the reader is.</param>
/// <param name="now">The instant that "today" and "left" are counted from.</param>
public sealed class TimeText(DateTimeZone zone, DateTimeOffset now, bool chinese)
{
    static readonly string[] ChineseDays = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

    /// <summary>今天 14:30, 周四 10:20, 11月28日 10:20, or with the year where it is another.</summary>
    public string At(DateTimeOffset at)
    {
        var (local, today) = (Local(at), Local(now).Date);
        return $"{Day(local, (local.Date - today).Days)} {Clock(local)}";
    }

    /// <summary>In full, for a title: 2026-11-26 10:20:05 +08:00.</summary>
    public string Full(DateTimeOffset at) => Local(at).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>The day alone: 2026-11-26.</summary>
    public string Date(DateTimeOffset at) => Local(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A day of a calendar with its weekday: 11月30日 周一, 30 Nov, Mon; with the year where it is another.</summary>
    public string Day(LocalDate day)
    {
        var isThisYear = day.Year == Local(now).Year;
        var weekday = day.ToDateTimeUnspecified().DayOfWeek;
        return chinese
            ? $"{(isThisYear ? "" : $"{day.Year}年")}{day.Month}月{day.Day}日 {ChineseDays[(int)weekday]}"
            : day.ToString(isThisYear ? "d MMM, ddd" : "d MMM yyyy, ddd", CultureInfo.InvariantCulture);
    }

    /// <summary>For a field of a form: 2026-11-26T10:20.</summary>
    public string Field(DateTimeOffset at) => Local(at).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    /// <summary>35 分, 1 时 20 分, 3 天 4 时: two units at most, never less than a minute.</summary>
    public string Length(TimeSpan length)
    {
        length = length.Duration();
        return length switch
        {
            { TotalHours: < 1 } => Minutes(Math.Max(1, (int)length.TotalMinutes)),
            { TotalDays: < 1 } => Two(Hours(length.Hours), length.Minutes == 0 ? null : Minutes(length.Minutes)),
            _ => Two(Days((int)length.TotalDays), length.Hours == 0 ? null : Hours(length.Hours)),
        };
    }

    /// <summary>2 秒前, 35 分前: how long ago it was, to the second where it just was.</summary>
    public string Ago(DateTimeOffset at)
    {
        var length = now - at;
        var text = length.TotalMinutes >= 1 ? Length(length)
            : chinese ? $" {Math.Max(1, (int)length.TotalSeconds)} 秒"
            : $"{Math.Max(1, (int)length.TotalSeconds)} s";
        return chinese ? $"{text}前" : $"{text} ago";
    }

    static string Two(string first, string? second) => second is null ? first : $"{first} {second}";

    string Minutes(int count) => chinese ? $"{count} 分" : $"{count} min";

    string Hours(int count) => chinese ? $"{count} 时" : $"{count} h";

    string Days(int count) => chinese ? $"{count} 天" : count == 1 ? "1 day" : $"{count} days";

    string Day(DateTimeOffset local, int daysAhead) => daysAhead switch
    {
        0 => chinese ? "今天" : "today",
        1 => chinese ? "明天" : "tomorrow",
        -1 => chinese ? "昨天" : "yesterday",
        > 1 and < 7 => chinese ? ChineseDays[(int)local.DayOfWeek] : local.ToString("ddd", CultureInfo.InvariantCulture),
        _ when local.Year == Local(now).Year => chinese
            ? $"{local.Month}月{local.Day}日"
            : local.ToString("d MMM", CultureInfo.InvariantCulture),
        _ => Date(local),
    };

    static string Clock(DateTimeOffset local) => local.ToString("HH:mm", CultureInfo.InvariantCulture);

    DateTimeOffset Local(DateTimeOffset at) => at.ToOffset(zone.GetUtcOffset(Instant.FromDateTimeOffset(at)).ToTimeSpan());
}
