namespace Dispatch.Contracts;

/// <summary>Days were announced that the limits of the order had counted provisionally; they were computed again.</summary>
public sealed record OrderRetimed : OrderStep
{
    public required Retiming Input { get; init; }
}

/// <summary>Nothing is given with it.</summary>
public sealed record Retiming;
