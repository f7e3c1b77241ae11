using Dispatch.Alliances;
using Dispatch.Clocks;
using Dispatch.Orders.Steps;

namespace Dispatch.Orders;

/// <summary>Histories as limits are explained: what was put right (更正) was so from the beginning.</summary>
public static class Corrected
{
    /// <summary>The history with the limit of the work, before its last correction, as that made it.</summary>
    /// <param name="history">First to last, up to where the order stands.</param>
    public static IReadOnlyList<TakenStep> Of(Order order, IReadOnlyList<TakenStep> history, Situation at)
    {
        var last = history.ToList().FindLastIndex(taken => taken.Step is CorrectStep);
        if (last < 0)
            return history;
        var right = history.Take(last + 1).Aggregate(OrderList.Recomputed(order, []), (state, taken) => state.After(taken));
        if (right.Clocks.Find(ClockOf.Work) is not { } work)
            return history;

        // The registers may give that category another limit by now.
        CategoryLimits limits = new(work.Limit, work.Limit, work.Limit);
        Dictionary<string, CategoryLimits> all = new(at.Alliance.Limits) { [right.Category] = limits };
        var clocks = Timing.AsIfAlways(
            order, right.Category, right.State.Urgency, [.. history.Take(last)],
            at with { Alliance = at.Alliance with { Limits = all } });
        return [.. history.Zip(clocks, WithWorkOf), .. history.Skip(last)];
    }

    static TakenStep WithWorkOf(TakenStep taken, OrderClocks clocks) => taken.Clocks?.Without(ClockOf.Work) is not { } others
        ? taken
        : taken with { Clocks = (clocks.Find(ClockOf.Work) is { } work ? others.With(work) : others) with { Used = clocks.Used } };
}
