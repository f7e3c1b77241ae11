using NodaTime;

namespace Dispatch.Deadlines;

/// <summary>The working hours of an alliance in its time zone.</summary>
/// <remarks>Monday to Friday, 08:00–12:00 and 14:00–18:00, as two cities' public rules have them; it knows no public holidays.</remarks>
/// <param name="Zone">Where the hours are local.</param>
public sealed record WorkingCalendar(DateTimeZone Zone)
{
    static readonly (LocalTime From, LocalTime To)[] Spans =
        [(new LocalTime(8, 0), new LocalTime(12, 0)), (new LocalTime(14, 0), new LocalTime(18, 0))];

    static readonly Duration Day = Spans.Aggregate(Duration.Zero, (sum, span) => sum + (span.To - span.From).ToDuration());

    /// <summary>When a limit that starts at an instant ends. Working time that starts outside working hours starts with the next span.</summary>
    public DateTimeOffset After(DateTimeOffset start, Limit limit)
    {
        if (limit.Elapsed is { } elapsed)
            return start + elapsed;

        var left = limit.Unit switch
        {
            LimitUnit.WorkingMinutes => Duration.FromMinutes(limit.Amount),
            LimitUnit.WorkingHours => Duration.FromHours(limit.Amount),
            _ => Day * limit.Amount,
        };

        var from = Instant.FromDateTimeOffset(start);
        for (var date = from.InZone(Zone).Date; ; date = date.PlusDays(1))
        {
            if (date.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday)
                continue;

            foreach (var span in Spans)
            {
                var opens = Instant.Max(from, (date + span.From).InZoneLeniently(Zone).ToInstant());
                var closes = (date + span.To).InZoneLeniently(Zone).ToInstant();
                if (opens >= closes)
                    continue;
                if (opens + left <= closes)
                    return (opens + left).ToDateTimeOffset();
                left -= closes - opens;
            }
        }
    }
}
