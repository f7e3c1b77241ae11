namespace Dispatch.Contracts;

/// <summary>Somebody added a remark; the order did not move.</summary>
public sealed record OrderCommented : OrderStep
{
    public required Commenting Input { get; init; }
}

/// <param name="To"><c>merchant</c> where the merchant may read it too; a remark without it stays in the house.</param>
public sealed record Commenting(string Text, string? To = null);
