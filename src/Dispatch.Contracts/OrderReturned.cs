namespace Dispatch.Contracts;

/// <summary>A member gave its part back.</summary>
public sealed record OrderReturned : OrderStep
{
    public required Returning Input { get; init; }
}

public sealed record Returning(string Reason);
