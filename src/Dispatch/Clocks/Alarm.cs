using Dispatch.Calendars;

namespace Dispatch.Clocks;

/// <summary>Something that the watch has to do about an order.</summary>
/// <param name="At">When: in working time, unless it is urgent.</param>
/// <param name="Clock">The clock it is about; null for the end of a suspension.</param>
public sealed record Alarm(DateTimeOffset At, Clock? Clock)
{
    /// <summary>What comes next on an order, as its clocks stand; null where nothing does.</summary>
    /// <param name="ladder">Who hears of a breach, one after the other.</param>
    /// <param name="urgent">Notices of an urgent order leave at night too.</param>
    public static Alarm? Next(OrderClocks clocks, IReadOnlyList<Rung> ladder, bool urgent, WorkingCalendar calendar)
    {
        if (clocks.SuspendedUntil is { } until)
            return new Alarm(until, null);

        Alarm? first = null;
        foreach (var clock in clocks.All)
        {
            if (!clock.Runs || InstantOf(clock, ladder, calendar) is not { } at)
                continue;
            if (!IsHeard(clock, urgent))
                at = calendar.NextOpening(at);
            // At the same instant, a step that moves the order on makes the notice unnecessary.
            if (first is null || at < first.At || (at == first.At && clock.Of == ClockOf.Lapse))
                first = new Alarm(at, clock);
        }

        return first;
    }

    static DateTimeOffset? InstantOf(Clock clock, IReadOnlyList<Rung> ladder, WorkingCalendar calendar) => clock.NoticesGiven switch
    {
        _ when clock.Of == ClockOf.Lapse => clock.Due,
        0 => clock.WarnAt,
        Clock.Warned => clock.Due,
        var given when given - Clock.Breached < ladder.Count =>
            calendar.After(clock.Due, ladder[given - Clock.Breached].After).At,
        _ => null,
    };

    /// <summary>A limit in urgent hours runs at night, and so do its notices; a lapse wakes nobody.</summary>
    static bool IsHeard(Clock clock, bool urgent) =>
        urgent || clock.Of == ClockOf.Lapse || clock.Limit.Unit is LimitUnit.Hours or LimitUnit.Minutes;
}
