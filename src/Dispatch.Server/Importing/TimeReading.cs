using System.Globalization;
using System.Text.RegularExpressions;
using Dispatch.Calendars;
using Dispatch.Language;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Server.Importing;

/// <summary>Reads times as people write them in tables: 2015/3/2 8:30, 2015年3月2日 下午3:05, 2015-3-2, or a serial number of Excel.</summary>
/// <remarks>
/// A day without a time is its beginning. A time that somebody else could take for another, such as 03/04/2015, is none, unless the
/// format of the table is known.
/// </remarks>
/// <param name="zone">Where the times are local; one with an offset of its own is read with that.</param>
/// <param name="format">
/// As .NET and NodaTime write formats, such as <c>dd/MM/yyyy HH:mm</c>; null for those that say by themselves what they are.
/// </param>
sealed partial class TimeReading(DateTimeZone zone, string? format)
{
    public static DateTimeZone China { get; } = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    readonly LocalDateTimePattern? pattern = format is null ? null : PatternOf(format);

    public static bool IsFormat(string format)
    {
        try
        {
            PatternOf(format);
            return true;
        }
        catch (InvalidPatternException)
        {
            return false;
        }
    }

    /// <returns>The instant, or what is wrong with the text, as the end of a sentence without its full stop.</returns>
    public (DateTimeOffset? At, string? WhyNot) Read(string text)
    {
        text = text.Trim();
        if (pattern is not null)
        {
            return pattern.Parse(text) is { Success: true, Value: var exact }
                ? Checked(exact)
                : (null, $"is not a time of the format {format}");
        }

        if (DateReading.Instant(text.Replace(' ', 'T')) is { } instant)
            return (instant, null);
        // Of one width and case, whoever typed it.
        text = InDigits(Folding.Fold(text));
        if (Compact().Match(text) is { Success: true } compact)
            return LocalOf(compact) is { } day && DateReading.IsWithin(day.Year) ? Checked(day) : (null, "is no time that there is");
        if (Written().Match(text) is { Success: true } written)
            return LocalOf(written) is { } local ? Checked(local) : (null, "is no time that there is");
        if (SerialOf(text) is { } serial)
            return Checked(serial);
        return DayAndMonth().IsMatch(text)
            ? (null, "may be read with the day or the month first: say which with 'time format' in the map, such as dd/MM/yyyy HH:mm")
            : (null, "is not a time such as 2015-03-02 08:30 or 2015年3月2日 8时30分");
    }

    (DateTimeOffset? At, string? WhyNot) Checked(LocalDateTime local) => DateReading.IsWithin(local.Year)
        // An hour that is left out or comes twice where clocks are changed is the earlier one that there is.
        ? (local.InZoneLeniently(zone).ToDateTimeOffset().ToUniversalTime(), null)
        : (null, $"is not of the years {DateReading.FirstYear}–{DateReading.LastYear}");

    /// <summary>二〇一五年三月二日 as 2015年3月2日.</summary>
    static string InDigits(string text) => Chinese().Replace(text, match =>
    {
        var unit = match.Groups["unit"].Value;
        var numerals = match.Groups["numerals"].Value;
        if (unit == "年")
            return string.Concat(numerals.Select(sign => DigitOf(sign))) + unit;
        var ten = numerals.IndexOf('十', StringComparison.Ordinal);
        var number = ten < 0
            ? DigitOf(numerals[^1])
            : ((ten == 0 ? 1 : DigitOf(numerals[0])) * 10) + (ten == numerals.Length - 1 ? 0 : DigitOf(numerals[^1]));
        return $"{number}{unit}";
    });

    static int DigitOf(char numeral) => Math.Max(0, "〇一二三四五六七八九".IndexOf(numeral, StringComparison.Ordinal));

    static LocalDateTime? LocalOf(Match written)
    {
        var (year, month, day) = (Number("year"), Number("month"), Number("day"));
        var (hour, minute, second) = (Number("hour"), written.Groups["half"].Success ? 30 : Number("minute"), Number("second"));
        var noon = written.Groups["noon"].Value;
        if (noon.Length > 0)
        {
            // Twelve in the evening is midnight, and nobody can tell of which day.
            if (hour is < 1 or > 12 || (noon is "傍晚" or "晚上" && hour == 12))
                return null;
            hour = hour % 12 + (IsAfternoon(noon, hour) ? 12 : 0);
        }

        return month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month)
            && hour < 24 && minute < 60 && second < 60
            ? new LocalDateTime(year, month, day, hour, minute, second)
            : null;

        int Number(string name) => written.Groups[name] is { Success: true, Value: var digits }
            ? int.Parse(digits, CultureInfo.InvariantCulture)
            : 0;
    }

    /// <summary>中午 is from eleven to one: 中午11:50 comes before noon.</summary>
    static bool IsAfternoon(string noon, int hour) =>
        noon is "下午" or "傍晚" or "晚上" || noon.Equals("pm", StringComparison.OrdinalIgnoreCase) || (noon == "中午" && hour != 11);

    /// <summary>A day as Excel counts it, with its fraction, as a date looks that was copied into a cell of text.</summary>
    static LocalDateTime? SerialOf(string text) =>
        Serial().IsMatch(text) && double.Parse(text, CultureInfo.InvariantCulture) is >= FirstSerial and < LastSerial and var days
            ? LocalDateTime.FromDateTime(DateTime.FromOADate(days).AddMilliseconds(500)).With(TimeAdjusters.TruncateToSecond)
            : null;

    /// <summary>1954 to 2119: five digits that are no day of a table are more likely a number of something else.</summary>
    const double FirstSerial = 20_000, LastSerial = 80_000;

    static LocalDateTimePattern PatternOf(string format) => LocalDateTimePattern.CreateWithInvariantCulture(format);

    [GeneratedRegex(
        """
        ^(?<year>\d{4})
        (?:(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})|\s*年\s*(?<month>\d{1,2})\s*月\s*(?<day>\d{1,2})\s*[日号])
        (?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?
        (?:(?:T|\s+|(?<=[^\d])|(?=[凌早上中下傍晚]))
           (?<noon>凌晨|早上|上午|中午|下午|傍晚|晚上|[AP]M)?\s*
           (?<hour>\d{1,2})
           (?::(?<minute>\d{2})(?::(?<second>\d{2})(?:\.\d+)?)?
             |\s*[时点]\s*(?:(?<half>半)|(?<minute>\d{1,2})\s*分?(?:\s*(?<second>\d{1,2})\s*秒)?)?)
           (?:\s*(?<noon>[AP]M))?)?$
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Written();

    [GeneratedRegex(
        "(?:(?<numerals>[〇零○一二三四五六七八九]{4})(?<unit>年)|(?<numerals>[一二三]?十?[一二三四五六七八九]?(?<=[一二三四五六七八九十]))(?<unit>[月日号]))",
        RegexOptions.CultureInvariant)]
    private static partial Regex Chinese();

    /// <summary>20150302, 20150302 0830, 20150302083059.</summary>
    [GeneratedRegex(
        @"^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:\s?(?<hour>\d{2}):?(?<minute>\d{2})(?::?(?<second>\d{2}))?)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Compact();

    [GeneratedRegex(@"^\d{5}(\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Serial();

    [GeneratedRegex(@"^\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})\b", RegexOptions.CultureInvariant)]
    private static partial Regex DayAndMonth();
}
