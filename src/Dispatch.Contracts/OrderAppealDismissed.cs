namespace Dispatch.Contracts;

/// <summary>The order stays in the statistics.</summary>
public sealed record OrderAppealDismissed : OrderStep
{
    public required AppealDismissing Input { get; init; }
}

public sealed record AppealDismissing(string Reason);
