using NodaTime;
using NodaTime.Text;

namespace Dispatch.Calendars;

/// <summary>Reads the days and months that people and programs name.</summary>
/// <remarks>
/// What lies outside of these years is a slip of the pen: taken at its word it would be counted day by day, or lead to where neither a
/// database nor a time zone follows.
/// </remarks>
public static class DateReading
{
    public const int FirstYear = 1900;

    /// <summary>Included.</summary>
    public const int LastYear = 2199;

    public static bool IsWithin(int year) => year is >= FirstYear and <= LastYear;

    /// <summary>A day such as 2026-12-01.</summary>
    /// <returns>Null where it is none, or of another year.</returns>
    public static LocalDate? Day(string text) =>
        LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day } && IsWithin(day.Year) ? day : null;

    /// <summary>A month such as 2026-12.</summary>
    /// <inheritdoc cref="Day" path="/returns"/>
    public static YearMonth? Month(string text) =>
        YearMonthPattern.Iso.Parse(text) is { Success: true, Value: var month } && IsWithin(month.Year) ? month : null;

    /// <summary>An instant with its offset, such as 2026-12-01T08:00:00+08:00.</summary>
    /// <inheritdoc cref="Day" path="/returns"/>
    public static DateTimeOffset? Instant(string text) =>
        OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true, Value: var moment } && IsWithin(moment.Year)
            ? moment.ToInstant().ToDateTimeOffset()
            : null;
}
