namespace Dispatch.Contracts;

/// <summary>Category or urgency of an order were put right (更正); its limits are as if they had been so from the beginning.</summary>
public sealed record OrderCorrected : OrderStep
{
    public required Correcting Input { get; init; }
}

/// <param name="Category">Code of the kind of trouble; null where it was right.</param>
/// <param name="Urgency">normal, raised or urgent; null where it was right.</param>
public sealed record Correcting(string? Category = null, string? Urgency = null, string? Reason = null);
