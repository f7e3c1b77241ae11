using System.Globalization;
using NodaTime;

namespace Dispatch.Server.Deadlines;

/// <summary>Instants as a clock in a zone shows them.</summary>
sealed class LocalClock(DateTimeZone zone)
{
    static readonly string[] Shapes =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK"];

    /// <summary>Reads a time of the clock, or an instant where an offset or a Z follows.</summary>
    /// <remarks>Of an hour that the clock shows twice the first is meant; a time that it leaves out is as much later as it jumps.</remarks>
    /// <returns>Null where it is none.</returns>
    public DateTimeOffset? Read(string text)
    {
        const DateTimeStyles Style = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite;
        if (!DateTime.TryParseExact(text, Shapes, CultureInfo.InvariantCulture, Style, out var time))
            return null;
        return time.Kind == DateTimeKind.Utc
            ? new DateTimeOffset(time)
            : LocalDateTime.FromDateTime(time).InZoneLeniently(zone).ToInstant().ToDateTimeOffset();
    }

    public static string WhyNot(string text) => $"'{text}' is no time such as 2015-03-02T13:30:55 or 2015-03-02 13:30+08:00.";

    /// <summary>As <see cref="Read"/> takes it, with the offset.</summary>
    public string Write(DateTimeOffset at) => Local(at).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    public string Show(DateTimeOffset at) => Local(at).ToString("ddd yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    DateTimeOffset Local(DateTimeOffset at) => at.ToOffset(zone.GetUtcOffset(Instant.FromDateTimeOffset(at)).ToTimeSpan());
}
