using Dispatch.Language;
using NodaTime;

namespace Dispatch.Calendars;

public sealed partial class WorkingCalendar
{
    /// <summary>What counted between two instants and what did not, and why.</summary>
    /// <remarks>
    /// Between a start and the due time that <see cref="After(DateTimeOffset, Limit)"/> gives for it, what counted is exactly the limit.
    /// A limit that runs on counts everything: for days that is a multiple of 24 hours, except where clocks were changed.
    /// </remarks>
    /// <param name="limit">Only whether it counts working time matters here.</param>
    /// <param name="most">How many spans are told at least, where there are so many; what follows is only summed up.</param>
    /// <exception cref="ArgumentOutOfRangeException">The second instant comes before the first.</exception>
    public Explanation Explain(DateTimeOffset from, DateTimeOffset to, Limit limit, int most = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        if (limit.Elapsed is not null)
        {
            ExplainedSpan whole = new(from.ToUniversalTime(), to.ToUniversalTime(), true, Reasons.RunsOn);
            return new Explanation(from == to ? [] : [whole], to - from, false);
        }

        List<ExplainedSpan> spans = [];
        // Beyond the last year nothing is known.
        var (at, end) = (from.UtcTicks, Math.Min(to.UtcTicks, YearOf(LastYear).To - 1));
        var year = YearAt(at);
        var provisional = false;
        while (true)
        {
            foreach (var (opens, closes) in year.Spans(at, end).TakeWhile(_ => spans.Count < most))
            {
                AddClosed(spans, at, opens);
                Add(spans, opens, closes, true, ReasonToWork(DateAt(opens)));
                at = closes;
            }

            provisional |= Math.Min(end, year.To - 1) >= year.UnknownFrom;
            if (end < year.To)
                break;
            if (spans.Count < most)
            {
                AddClosed(spans, at, year.To);
                at = year.To;
            }

            year = YearOf(year.Number + 1);
        }

        if (spans.Count < most)
            AddClosed(spans, at, end);
        var counted = spans.Where(span => span.Counts).Aggregate(TimeSpan.Zero, (sum, span) => sum + span.Length);
        return new Explanation(spans, counted + Between(spans is [.., var last] ? last.To : from, to), provisional);
    }

    /// <summary>Adds time that does not count, which may have several reasons in turn.</summary>
    void AddClosed(List<ExplainedSpan> spans, long from, long to)
    {
        while (from < to)
        {
            var local = LocalAt(from);
            var midnight = Math.Min(to, Ticks(Zone.AtStartOfDay(local.Date.PlusDays(1)).ToInstant()));
            // Where clocks are put back over midnight, the same date begins twice.
            var until = midnight > from ? midnight : to;
            Add(spans, from, until, false, ReasonNotToWork(local));
            from = until;
        }
    }

    static void Add(List<ExplainedSpan> spans, long from, long to, bool counts, Words reason)
    {
        var (begins, ends) = (new DateTimeOffset(from, TimeSpan.Zero), new DateTimeOffset(to, TimeSpan.Zero));
        if (spans is [.., var last] && last.To == begins && last.Counts == counts && last.Reason == reason)
            spans[^1] = last with { To = ends };
        else
            spans.Add(new ExplainedSpan(begins, ends, counts, reason));
    }

    Words ReasonToWork(LocalDate date) =>
        definition.Days.GetValueOrDefault(date) is { Works: true, Name: var holiday } ? Reasons.MakeUpDay(holiday) : Reasons.WorkingTime;

    /// <summary>A pause that begins later is not called lunch.</summary>
    static readonly TimeSpan LunchIsOver = TimeSpan.FromHours(15);

    Words ReasonNotToWork(LocalDateTime local)
    {
        var hours = HoursOn(local.Date);
        if (hours.Count > 0)
        {
            var time = TimeSpan.FromTicks(local.TickOfDay);
            if (time < hours[0].From || hours[^1].To <= time)
                return Reasons.Night;
            var pause = hours.Last(span => span.To <= time).To;
            return pause < LunchIsOver ? Reasons.Lunch : Reasons.Break;
        }

        if (definition.Days.GetValueOrDefault(local.Date) is { } holiday)
            return holiday.Name;
        return local.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday ? Reasons.Weekend : Reasons.DayOff;
    }

    LocalDate DateAt(long ticks) => LocalAt(ticks).Date;

    LocalDateTime LocalAt(long ticks) => Instant.FromUnixTimeTicks(ticks - UnixEpoch).InZone(Zone).LocalDateTime;
}
