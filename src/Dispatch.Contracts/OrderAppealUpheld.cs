namespace Dispatch.Contracts;

/// <summary>The order leaves the statistics; every fact about it stays.</summary>
public sealed record OrderAppealUpheld : OrderStep
{
    public required AppealUpholding Input { get; init; }
}

public sealed record AppealUpholding(string? Note = null);
