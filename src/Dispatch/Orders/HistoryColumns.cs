using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>The columns of <c>history</c>, each declared once.</summary>
static class HistoryColumns
{
    public static IReadOnlyList<Column<TakenStep>> All { get; } =
    [
        Column.Of<TakenStep>("order_id", taken => taken.OrderId),
        Column.Of<TakenStep>("sequence", taken => taken.Sequence),
        Column.Of<TakenStep>("id", taken => taken.Id),
        Column.Of<TakenStep>("step", taken => taken.Step.Name),
        Column.Of<TakenStep>("from_stage", taken => taken.From),
        Column.Of<TakenStep>("to_stage", taken => taken.To),
        Column.Of<TakenStep>("desk", taken => taken.Desk),
        Column.Of<TakenStep>("actor_id", taken => taken.Actor.Id),
        Column.Of<TakenStep>("actor_name", taken => taken.Actor.Name),
        Column.Of<TakenStep>("actor_member", taken => taken.Actor.Member),
        Column.Of<TakenStep>("at", taken => taken.At),
        Column.Of<TakenStep>("due", taken => taken.Due),
        Column.Json<TakenStep>("input", taken => StepRegistry.InputOf(taken.Step)),
        Column.Json<TakenStep>("clocks", taken => taken.Clocks?.Text),
    ];

    /// <summary>What a statement selects to read steps that were taken, as <see cref="HistoryRow"/>.</summary>
    public static string Selected { get; } = string.Join(", ", All.Select(column => column.Name));

    /// <summary>The same without the limits that a step left.</summary>
    public static string SelectedWithoutClocks { get; } = string.Join(", ", All.Select(column => column.Name).Except(["clocks"]));
}
