using System.Runtime.CompilerServices;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Storage;

namespace Dispatch.Watching;

/// <summary>
/// Computes the limits of an alliance's open orders again by its calendar of today, for whoever asks for it: a calendar that changes moves
/// nobody by itself.
/// </summary>
public static class AskedRetiming
{
    /// <summary>What would move; nothing does.</summary>
    public static IAsyncEnumerable<MovedLimit> PreviewAsync(Database database, Alliance alliance, CancellationToken cancel = default) =>
        MovedAsync(database, alliance, (_, _) => Task.FromResult<Refusal?>(null), cancel);

    /// <summary>Moves them, order by order, each by a step of the clock with the reason in its history.</summary>
    /// <returns>What was moved, and with a refusal what could not be.</returns>
    public static IAsyncEnumerable<MovedLimit> RunAsync(
        Database database, OrderDesk desk, Alliance alliance, string reason, CancellationToken cancel = default) =>
        MovedAsync(
            database, alliance,
            async (order, stop) => (await desk.DoAsync(StepRequest.BySystem(new RetimeStep(reason), order.Number), stop)).Refusal,
            cancel);

    static async IAsyncEnumerable<MovedLimit> MovedAsync(
        Database database, Alliance alliance, Func<Order, CancellationToken, Task<Refusal?>> take,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        OrderFilter open = new(alliance.Code) { Open = true };
        // By when they are due: one that moves behind the page comes again, and has nothing to move any more.
        for (PageKey? after = null; ;)
        {
            var page = await OrderList.PageAsync(database, open, after, OrderList.LongestPage, cancel);
            foreach (var order in page)
            {
                var moves = order.Clocks.All
                    .Select(clock => (Before: clock, After: Timing.Retimed(order, clock, alliance.Calendar)))
                    .Where(move => move.After is not null).ToList();
                if (moves.Count == 0)
                    continue;
                var refusal = await take(order, cancel);
                foreach (var (before, moved) in moves)
                    yield return new MovedLimit(order.Number, before.Of, before.Due, moved!.Due, refusal);
            }

            if (page.Count < OrderList.LongestPage)
                yield break;
            after = PageKey.Of(page[^1]);
        }
    }
}

/// <summary>A limit that is due at another time by the calendar of today.</summary>
/// <param name="Of">Of <see cref="Clocks.ClockOf"/>.</param>
/// <param name="Refusal">Why it was not moved; null where it was, or only looked at.</param>
public sealed record MovedLimit(string Number, string Of, DateTimeOffset Due, DateTimeOffset DueThen, Refusal? Refusal);
