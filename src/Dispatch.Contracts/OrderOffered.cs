namespace Dispatch.Contracts;

/// <summary>An order was offered to the pool of members whose duties include its category.</summary>
public sealed record OrderOffered : OrderStep
{
    public required Offering Input { get; init; }
}

/// <param name="Places">How many may claim it; one where it is left out.</param>
public sealed record Offering(int? Places);
