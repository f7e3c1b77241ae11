using System.Globalization;
using Dispatch.Calendars;
using NodaTime;

namespace Dispatch.Server.Calendars;

/// <summary>Reads and writes instants as local times of a zone.</summary>
sealed class LocalTimeFormat(DateTimeZone zone)
{
    static readonly string[] Shapes =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK"];

    /// <summary>Reads a local time, or an instant where an offset or a Z follows.</summary>
    /// <remarks>
    /// A time that occurs twice, when summer time ends, means the first. One that is skipped, when summer time begins, is moved on by the
    /// length of the gap.
    /// </remarks>
    /// <returns>Null where the text is not a time.</returns>
    public DateTimeOffset? Read(string text)
    {
        const DateTimeStyles Style =
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite;
        if (!DateTime.TryParseExact(text, Shapes, CultureInfo.InvariantCulture, Style, out var time)
            || !DateReading.IsWithin(time.Year))
            return null;
        return time.Kind == DateTimeKind.Utc
            ? new DateTimeOffset(time)
            : LocalDateTime.FromDateTime(time).InZoneLeniently(zone).ToInstant().ToDateTimeOffset();
    }

    /// <summary>A sentence for a text that <see cref="Read"/> did not take.</summary>
    public static string WhyNot(string text) =>
        $"'{text}' is not a time; write one such as 2015-03-02T13:30:55 or 2015-03-02 13:30+08:00.";

    /// <summary>With the offset, in a form that <see cref="Read"/> takes.</summary>
    public string Write(DateTimeOffset at) =>
        Local(at).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    /// <summary>With the day of the week, for people.</summary>
    public string Show(DateTimeOffset at) => Local(at).ToString("ddd yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    DateTimeOffset Local(DateTimeOffset at) => at.ToOffset(zone.GetUtcOffset(Instant.FromDateTimeOffset(at)).ToTimeSpan());
}
