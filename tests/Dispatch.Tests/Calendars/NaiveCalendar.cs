using NodaTime;

namespace Dispatch.Tests.Calendars;

/// <summary>The oracle: asks of every minute whether its local time is working time, without spans, years or searches.</summary>
/// <param name="Week">By ISO day of the week; minutes since midnight.</param>
/// <param name="Days">Hours of the days that are not like their weekday; empty for a day off.</param>
/// <param name="Day">Length of a working day in minutes.</param>
sealed record NaiveCalendar(
    DateTimeZone Zone,
    IReadOnlyDictionary<int, (int From, int To)[]> Week,
    IReadOnlyDictionary<LocalDate, (int From, int To)[]> Days,
    int Day,
    bool EndsAtOpening)
{
    /// <summary>Far longer than any case; a loop that gets this far is a mistake in the test.</summary>
    const int MostMinutes = 3_000_000;

    public bool IsOpen(Instant minute)
    {
        var local = minute.InZone(Zone).LocalDateTime;
        var spans = Days.TryGetValue(local.Date, out var special) ? special : Week.GetValueOrDefault((int)local.DayOfWeek) ?? [];
        var clock = (local.Hour * 60) + local.Minute;
        return spans.Any(span => span.From <= clock && clock < span.To);
    }

    public Instant NextOpening(Instant from)
    {
        for (var passed = 0; passed < MostMinutes; passed++, from += Duration.FromMinutes(1))
        {
            if (IsOpen(from))
                return from;
        }

        throw new InvalidOperationException("It never opens.");
    }

    public Instant After(Instant from, int workingMinutes)
    {
        if (workingMinutes == 0)
            return NextOpening(from);
        for (var passed = 0; passed < MostMinutes; passed++)
        {
            workingMinutes -= IsOpen(from) ? 1 : 0;
            from += Duration.FromMinutes(1);
            if (workingMinutes == 0)
                return EndsAtOpening ? NextOpening(from) : from;
        }

        throw new InvalidOperationException("It never ends.");
    }

    public int Between(Instant from, Instant to)
    {
        var open = 0;
        for (; from < to; from += Duration.FromMinutes(1))
            open += IsOpen(from) ? 1 : 0;
        return open;
    }
}
