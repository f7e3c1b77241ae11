using System.Data.Common;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>Keeps the outcomes and their sums up with the history: counts again every order that took a step.</summary>
/// <remarks>
/// It only reads what is new, holds up no step, and may run on any number of servers: what it read counts only if nobody has counted
/// any of it meanwhile, which the database decides in the transaction that writes. Counting an order twice changes nothing.
/// </remarks>
public sealed class OutcomeCount(Database database, AllianceDirectory alliances)
{
    /// <summary>The most steps that are counted together: on SQLite, nobody else can write for some tens of milliseconds.</summary>
    public const int BatchBound = 500;

    /// <summary>The steps whose orders are still to be counted; null where there are none.</summary>
    public static Task<Waiting?> WaitingAsync(Database database, CancellationToken cancel = default) =>
        OutcomeList.WaitingAsync(database, cancel);

    /// <summary>Counts one batch.</summary>
    /// <returns>How many steps it had; 0 when there were none, or another server counted them.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var next = await OutcomeList.UncountedAsync(connection, BatchBound, cancel);
        if (next.Count == 0)
            return 0;

        List<Guid> ids = [.. next.Select(step => step.OrderId).Distinct()];
        // In this order: what was counted before is at most as new as the history that is read after it.
        var stored = await OutcomeList.OfAsync(database, connection, ids, null, cancel);
        var orders = await OrderList.OfAsync(database, connection, ids, null, cancel);
        var computed = await ComputeAsync(database, connection, alliances, orders, null, cancel);

        List<Guid> changed = [];
        List<Outcome> outcomes = [];
        OutcomeSums differences = new();
        foreach (var id in ids)
        {
            var (before, after) = (stored[id].ToList(), computed.GetValueOrDefault(id) ?? []);
            if (before.SequenceEqual(after))
                continue;
            changed.Add(id);
            outcomes.AddRange(after);
            foreach (var outcome in before)
                differences.Add(outcome, -1);
            foreach (var outcome in after)
                differences.Add(outcome, 1);
        }

        List<long> positions = [.. next.Select(step => step.Position)];
        return await OutcomeStore.SaveAsync(database, connection, positions, changed, outcomes, differences, cancel) ? next.Count : 0;
    }

    /// <summary>Has every order counted again, as after a calendar was corrected for days that are past.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> BeginAgainAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await OutcomeStore.AddAllUncountedAsync(connection, cancel);
    }

    /// <summary>The outcomes of some orders, from their histories.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, IReadOnlyList<Outcome>>> ComputeAsync(
        Database database, DbConnection connection, AllianceDirectory alliances, IReadOnlyList<Order> orders,
        DbTransaction? transaction, CancellationToken cancel)
    {
        var histories = await HistoryList.FindAsync(database, connection, [.. orders.Select(order => order.Id)], transaction, cancel);
        Dictionary<Guid, IReadOnlyList<Outcome>> outcomes = [];
        foreach (var order in orders)
        {
            var alliance = await alliances.FindAsync(order.Alliance, cancel)
                ?? throw new KeyNotFoundException(
                    $"Order {order.Number} belongs to alliance {order.Alliance}, which does not exist any more.");
            outcomes[order.Id] = OutcomeTracker.OutcomesOf(order, histories.Of(order.Id), alliance.Calendar);
        }

        return outcomes;
    }
}
