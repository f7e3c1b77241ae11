using Dispatch.Outbox;
using Dispatch.Storage;

namespace Dispatch.Orders.Desk;

/// <summary>What a batch writes, table by table, besides the columns that a table always has.</summary>
static class BatchColumns
{
    /// <summary>A new order, and what its number is made of.</summary>
    public static IReadOnlyList<Column<Order>> Filed(Batch batch) =>
    [
        Column.Of<Order>("prefix", order => batch.AllianceOf(order).Prefix),
        Column.Of<Order>("day", order => batch.DayAt(batch.AllianceOf(order))),
        .. OrderColumns.All,
    ];

    /// <summary>An order that went on, and the version at which it was loaded.</summary>
    public static IReadOnlyList<Column<Order>> Changed(Batch batch) =>
    [
        Column.Of<Order>("id", order => order.Id),
        Column.Of<Order>("before", batch.VersionBefore),
        .. OrderColumns.Changing,
    ];

    /// <summary>A step that was taken, the part of the outbox from which it is published, and the trace that goes with it.</summary>
    public static IReadOnlyList<Column<TakenStep>> History(Batch batch) =>
    [
        .. HistoryColumns.All,
        Column.Of<TakenStep>("partition", taken => Partition.Of(taken.OrderId)),
        Column.Of<TakenStep>("trace", batch.TraceOf),
    ];

    public static IReadOnlyList<Column<Order>> Turned { get; } = [Column.Of<Order>("order_id", order => order.Id)];

    public static IReadOnlyList<Column<ChangedPart>> Parts { get; } =
    [
        Column.Of<ChangedPart>("member", part => part.Assignment.Member),
        Column.Of<ChangedPart>("person", part => part.Assignment.Person ?? ""),
        Column.Of<ChangedPart>("order_id", part => part.OrderId),
        Column.Of<ChangedPart>("part", part => part.Assignment.Kind),
        Column.Of<ChangedPart>("state", part => part.Assignment.State),
        Column.Of<ChangedPart>("due", part => part.Due),
    ];

    public static IReadOnlyList<Column<Receipt>> Receipts { get; } =
    [
        Column.Of<Receipt>("caller", receipt => receipt.Caller),
        Column.Of<Receipt>("key", receipt => receipt.Key),
        Column.Of<Receipt>("asked", receipt => receipt.Subject),
        Column.Of<Receipt>("content", receipt => receipt.Content),
        Column.Of<Receipt>("at", receipt => receipt.At),
        Column.Of<Receipt>("order_id", receipt => receipt.OrderId),
        Column.Of<Receipt>("sequence", receipt => receipt.Sequence),
        Column.Of<Receipt>("existed", receipt => receipt.Existed),
        Column.Json<Receipt>("refusal", receipt => receipt.Refusal is { } refusal ? BatchLoading.RefusalText(refusal) : null),
    ];
}
