namespace Dispatch.Contracts;

/// <summary>The result did not hold; the order goes on.</summary>
public sealed record OrderReopened : OrderStep
{
    public required Reopening Input { get; init; }
}

public sealed record Reopening(string Reason);
