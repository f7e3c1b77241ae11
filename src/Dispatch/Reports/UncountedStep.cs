namespace Dispatch.Reports;

/// <summary>A row of <c>uncounted</c>: a step that was taken on an order since the order was counted.</summary>
sealed record UncountedStep
{
    public long Position { get; init; }
    public Guid OrderId { get; init; }
}
