using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Language;
using Dispatch.Orders.Steps;

namespace Dispatch.Orders;

/// <summary>Why a limit of an order ends when it does, from its beginning to its end.</summary>
/// <param name="Clock">As it stands.</param>
/// <param name="Spans">Every stretch that counted or was left out, without a gap: the first <see cref="MostSpans"/> or so.</param>
/// <param name="Counted">
/// All that counted, in <paramref name="Rest"/> too: with <paramref name="Used"/> the limit, and what extensions added to it.
/// </param>
/// <param name="Rest">What follows the last span, summed up; null where every one is told.</param>
/// <param name="Calendar">The calendar that its end was computed with, which tells its last stretch.</param>
/// <param name="Used">What its holder had used of it before it began, in parts of the order that came back.</param>
public sealed record ExplainedDeadline(
    Clock Clock, IReadOnlyList<ExplainedSpan> Spans, TimeSpan Counted, ExplainedRest? Rest, WorkingCalendar Calendar, TimeSpan Used)
{
    /// <summary>As many as somebody looks through; the limit of a month has no more.</summary>
    public const int MostSpans = 100;

    static readonly Words Suspended = new("挂账", "suspended");
    static readonly Words Ended = new("已办结", "closed");

    /// <summary>The deadlines that an order has, or had when it came to its end; the next one first.</summary>
    /// <param name="history">First to last; where there was a correction, as <see cref="Corrected"/> has it.</param>
    /// <param name="today">The calendar of the alliance as it stands.</param>
    /// <param name="kept">
    /// Those that limits were computed with, by digest: each stretch is told by the one that counted it, so that the sum is the limit.
    /// </param>
    public static IReadOnlyList<ExplainedDeadline> Of(
        Order order, IReadOnlyList<TakenStep> history, WorkingCalendar today, Func<string, WorkingCalendar?>? kept = null) =>
        [
            .. order.Clocks.Deadlines.Select(clock =>
                Explain(clock, order.State.Lead?.Member, TakenBack.LeftOut(history), today, kept ?? (_ => null))),
        ];

    /// <summary>The digests of the calendars that the limits of an order were computed with.</summary>
    public static IEnumerable<string> CalendarsOf(IEnumerable<TakenStep> history) => history
        .SelectMany(taken => taken.Clocks?.All ?? []).Select(clock => clock.Calendar).OfType<string>().Distinct();

    static ExplainedDeadline Explain(
        Clock clock, string? lead, IReadOnlyList<TakenStep> history, WorkingCalendar today, Func<string, WorkingCalendar?> kept)
    {
        // Each stretch in which it ran: where it began to run, where it was stopped or its end was moved, and by which calendar.
        List<(DateTimeOffset From, DateTimeOffset? To, WorkingCalendar By)> runs = [];
        List<DateTimeOffset> ends = [];
        var used = TimeSpan.Zero;
        var before = OrderClocks.None;
        foreach (var taken in history.Where(taken => taken.Clocks is not null))
        {
            // What the system did late stopped the clocks when it was due.
            var at = Timing.CountsFrom(taken.Step, before, taken.At);
            before = taken.Clocks!;
            if (taken.Desk is null)
                ends.Add(at);
            var now = taken.Clocks!.Find(clock.Of);
            if (now?.Began != clock.Began)
                continue;
            if (runs.Count == 0 && clock.Of == ClockOf.Work && lead is not null && taken.Step is not SettleStep)
                used = Least(taken.Clocks.Used.GetValueOrDefault(lead), CalendarOf(now).LengthOf(now.Limit));
            if (runs.Count == 0 || now.From != runs[^1].From)
            {
                if (runs.Count > 0 && runs[^1].To is null)
                    runs[^1] = runs[^1] with { To = now.From };
                runs.Add((now.From, null, CalendarOf(now)));
            }
            else if (runs[^1].To is null)
            {
                // Its end may have been computed again.
                runs[^1] = runs[^1] with { By = CalendarOf(now) };
            }

            // One that had ended counts no further.
            if (!now.Runs && runs[^1].To is null)
                runs[^1] = runs[^1] with { To = at < now.Due ? at : now.Due };
        }

        List<ExplainedSpan> spans = [];
        ExplainedRest? rest = null;
        var counted = TimeSpan.Zero;
        foreach (var (from, stopped, calendar) in runs)
        {
            if (rest is null && spans is [.., var last] && last.To < from)
                Tell(new ExplainedSpan(last.To, from, false, clock.Of == ClockOf.Order && ends.Contains(last.To) ? Ended : Suspended));
            // Older histories may go back by what the clocks of two servers differed.
            var until = stopped ?? clock.Due;
            var explained = calendar.Explain(from, until < from ? from : until, clock.Limit, Math.Max(0, MostSpans - spans.Count));
            if (rest is null)
            {
                foreach (var span in explained.Spans)
                    Tell(span);
            }

            counted += explained.Counted;
            if (rest is not null || TellsLess(spans, until))
                rest = new ExplainedRest(rest?.From ?? (spans is [.., var told] ? told.To : from), until, TimeSpan.Zero);
        }

        var countedSoFar = spans.Where(span => span.Counts).Aggregate(TimeSpan.Zero, (sum, span) => sum + span.Length);
        return new ExplainedDeadline(
            clock, spans, counted, rest is null ? null : rest with { Counted = counted - countedSoFar }, CalendarOf(clock), used);

        WorkingCalendar CalendarOf(Clock computed) => computed.ComputedWith(today, kept);

        // An extension in the middle of a span is no reason to cut it in two.
        void Tell(ExplainedSpan span)
        {
            if (spans is [.., var before] && before.To == span.From && before.Counts == span.Counts && before.Reason == span.Reason)
                spans[^1] = before with { To = span.To };
            else
                spans.Add(span);
        }
    }

    static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    static bool TellsLess(List<ExplainedSpan> spans, DateTimeOffset until) =>
        spans.Count >= MostSpans && spans[^1].To < until;
}

/// <summary>Stretches that are too many to be told one by one.</summary>
/// <param name="Counted">What counts of it.</param>
public sealed record ExplainedRest(DateTimeOffset From, DateTimeOffset To, TimeSpan Counted)
{
    public TimeSpan LeftOut => To - From - Counted;
}
