namespace Dispatch.Contracts;

/// <summary>Nobody acted in time, and the system moved the order on.</summary>
public sealed record OrderLapsed : OrderStep
{
    public required Lapsing Input { get; init; }
}

public sealed record Lapsing(LapseReason Reason);

public sealed record LapseReason(string Zh, string En);
