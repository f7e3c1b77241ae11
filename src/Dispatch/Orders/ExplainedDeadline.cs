using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Language;

namespace Dispatch.Orders;

/// <summary>Why a limit of an order ends when it does, from its beginning to its end.</summary>
/// <param name="Clock">As it stands.</param>
/// <param name="Spans">Every stretch that counted or was left out, without a gap.</param>
/// <param name="Counted">The sum of those that counted: the limit, and what extensions added to it.</param>
public sealed record ExplainedDeadline(Clock Clock, IReadOnlyList<ExplainedSpan> Spans, TimeSpan Counted)
{
    static readonly Words Suspended = new("挂账", "suspended");
    static readonly Words Ended = new("已办结", "closed");

    /// <summary>The deadlines that an order has, or had when it came to its end; the next one first.</summary>
    public static IReadOnlyList<ExplainedDeadline> Of(Order order, IReadOnlyList<TakenStep> history, WorkingCalendar calendar) =>
        [.. order.Clocks.Deadlines.Select(clock => Explain(clock, TakenBack.LeftOut(history), calendar))];

    static ExplainedDeadline Explain(Clock clock, IReadOnlyList<TakenStep> history, WorkingCalendar calendar)
    {
        // Each stretch in which it ran: where it began to run, and where it was stopped or its end was moved.
        List<(DateTimeOffset From, DateTimeOffset? To)> runs = [];
        foreach (var taken in history.Where(taken => taken.Clocks is not null))
        {
            var now = taken.Clocks!.Find(clock.Of);
            if (now?.Began != clock.Began)
                continue;
            if (runs.Count == 0 || now.From != runs[^1].From)
            {
                if (runs.Count > 0 && runs[^1].To is null)
                    runs[^1] = (runs[^1].From, now.From);
                runs.Add((now.From, null));
            }

            if (!now.Runs && runs[^1].To is null)
                runs[^1] = (runs[^1].From, taken.At);
        }

        List<ExplainedSpan> spans = [];
        var counted = TimeSpan.Zero;
        foreach (var (from, stopped) in runs)
        {
            if (spans is [.., var last] && last.To < from)
                Tell(new ExplainedSpan(last.To, from, false, clock.Of == ClockOf.Order && IsAtEnd(history, last.To) ? Ended : Suspended));
            var explained = calendar.Explain(from, stopped ?? clock.Due, clock.Limit);
            foreach (var span in explained.Spans)
                Tell(span);
            counted += explained.Counted;
        }

        return new ExplainedDeadline(clock, spans, counted);

        // An extension in the middle of a span is no reason to cut it in two.
        void Tell(ExplainedSpan span)
        {
            if (spans is [.., var before] && before.To == span.From && before.Counts == span.Counts && before.Reason == span.Reason)
                spans[^1] = before with { To = span.To };
            else
                spans.Add(span);
        }
    }

    static bool IsAtEnd(IReadOnlyList<TakenStep> history, DateTimeOffset at) => history.Any(taken => taken.At == at && taken.Desk is null);
}
