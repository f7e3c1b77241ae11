namespace Dispatch.Contracts;

/// <summary>Somebody added a remark; the order did not move.</summary>
public sealed record OrderCommented : OrderStep
{
    public required Commenting Input { get; init; }
}

public sealed record Commenting(string Text);
