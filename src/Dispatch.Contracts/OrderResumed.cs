namespace Dispatch.Contracts;

/// <summary>The clocks of a suspended order run on.</summary>
public sealed record OrderResumed : OrderStep
{
    public required Resuming Input { get; init; }
}

/// <summary>Nothing is given with it.</summary>
public sealed record Resuming;
