namespace Dispatch.Contracts;

/// <summary>
/// The limits of the order were computed again: days were announced that they had counted provisionally, or its calendar has changed and
/// somebody asked for it.
/// </summary>
public sealed record OrderRetimed : OrderStep
{
    public required Retiming Input { get; init; }
}

/// <param name="Reason">Of whoever asked for it; left out where days were announced.</param>
public sealed record Retiming(string? Reason = null);
