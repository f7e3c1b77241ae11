namespace Dispatch.Contracts;

/// <summary>The secretariat did not take an order in.</summary>
public sealed record OrderRefused : OrderStep
{
    public required Refusing Input { get; init; }
}

public sealed record Refusing(string Reason);
