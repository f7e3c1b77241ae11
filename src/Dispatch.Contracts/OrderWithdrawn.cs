namespace Dispatch.Contracts;

/// <summary>Whoever filed the order no longer needs it.</summary>
public sealed record OrderWithdrawn : OrderStep
{
    public required Withdrawing Input { get; init; }
}

public sealed record Withdrawing(string? Reason);
