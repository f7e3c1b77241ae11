namespace Dispatch.Contracts;

/// <summary>An order was found to duplicate an earlier one, which goes on for both.</summary>
public sealed record OrderMerged : OrderStep
{
    public required Merging Input { get; init; }
}

/// <param name="Into">Number of the order that goes on.</param>
public sealed record Merging(string Into);
