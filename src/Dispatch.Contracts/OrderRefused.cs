namespace Dispatch.Contracts;

/// <summary>The secretariat did not accept an order.</summary>
public sealed record OrderRefused : OrderStep
{
    public required Refusing Input { get; init; }
}

public sealed record Refusing(string Reason);
