namespace Dispatch.Contracts;

/// <summary>The result was checked with the merchant.</summary>
public sealed record OrderConfirmed : OrderStep
{
    public required Confirming Input { get; init; }
}

/// <param name="Rating">1 (bad) to 5 (good).</param>
public sealed record Confirming(int? Rating, string? Note);
