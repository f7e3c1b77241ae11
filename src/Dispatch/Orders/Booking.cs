using Dispatch.Alliances;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>A stretch of an order's life, booked to who held it.</summary>
/// <param name="Desk">Who held the order; null between its end and a reopening.</param>
/// <param name="Member">Code of the member that was meant: the lead, or the chair on duty; null where no single one was.</param>
/// <param name="To">When the next stretch begins; for the last one, the end of the order or the instant that was asked for.</param>
/// <param name="Working">The working time in it.</param>
/// <param name="Suspended">The clocks stood still.</param>
public sealed record Booking(
    string Stage, string? Desk, string? Member, DateTimeOffset From, DateTimeOffset To, TimeSpan Working, bool Suspended)
{
    public TimeSpan Length => To - From;

    /// <summary>The whole life of an order, stretch by stretch without a gap: the lengths add up to it.</summary>
    /// <param name="history">First to last, at least the filing.</param>
    /// <param name="until">Up to when an order that is still open is booked.</param>
    public static IReadOnlyList<Booking> Of(Order order, IReadOnlyList<TakenStep> history, Alliance alliance, DateTimeOffset until)
    {
        history = TakenBack.LeftOut(history);
        List<Booking> bookings = [];
        var state = OrderList.Recomputed(order, []);
        for (var index = 0; index < history.Count; index++)
        {
            state = state.After(history[index]);
            var ends = index + 1 < history.Count ? history[index + 1].At : state.Desk is null ? history[index].At : until;
            foreach (var (from, to, member) in Holders(state, history[index].At, ends, alliance))
            {
                var working = alliance.Calendar.Between(from, to);
                Add(new Booking(state.Stage, state.Desk, member, from, to, working, state.Clocks.SuspendedUntil is not null));
            }
        }

        return bookings;

        void Add(Booking next)
        {
            if (next.Length <= TimeSpan.Zero)
                return;
            // Steps that changed nothing of this, such as comments, do not cut a stretch in two.
            if (bookings is [.., var last]
                && last.To == next.From
                && (last with { From = next.From, To = next.To, Working = next.Working }) == next)
            {
                bookings[^1] = last with { To = next.To, Working = last.Working + next.Working };
            }
            else
            {
                bookings.Add(next);
            }
        }
    }

    /// <summary>The chair's stretch is cut where the roster hands over.</summary>
    static IEnumerable<(DateTimeOffset From, DateTimeOffset To, string? Member)> Holders(
        Order order, DateTimeOffset from, DateTimeOffset to, Alliance alliance)
    {
        if (order.Desk != Desks.Chair)
        {
            yield return (from, to, order.Desk == Desks.Member ? order.State.Lead?.Member : null);
            yield break;
        }

        foreach (var handOver in alliance.Roster.HandOvers(from, to))
        {
            yield return (from, handOver, alliance.Roster.At(from)?.Member);
            from = handOver;
        }

        yield return (from, to, alliance.Roster.At(from)?.Member);
    }
}
