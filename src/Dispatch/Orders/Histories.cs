namespace Dispatch.Orders;

/// <summary>The histories of some orders, read together. Each is parsed when it is asked for, by any number of threads.</summary>
sealed class Histories(IEnumerable<HistoryRow> rows)
{
    readonly ILookup<Guid, HistoryRow> byOrder = rows.ToLookup(row => row.OrderId);

    public int CountOf(Guid orderId) => byOrder[orderId].Count();

    /// <summary>First to last; empty where the order has none.</summary>
    public IReadOnlyList<TakenStep> Of(Guid orderId) => [.. byOrder[orderId].Select(row => row.ToTaken())];
}
