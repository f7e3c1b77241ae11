namespace Dispatch.Contracts;

/// <summary>An order was taken out again of the one that it was merged into (拆单).</summary>
public sealed record OrderSeparated : OrderStep
{
    public required Separating Input { get; init; }
}

public sealed record Separating(string? Reason);
