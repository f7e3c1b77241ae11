namespace Dispatch.Contracts;

/// <summary>The secretariat accepted an order; the chair on duty is next.</summary>
public sealed record OrderAccepted : OrderStep
{
    public required Accepting Input { get; init; }
}

/// <param name="Category">Given when the secretariat corrected it.</param>
/// <param name="Urgency"><c>normal</c>, <c>raised</c> or <c>urgent</c>.</param>
public sealed record Accepting(string? Category, string? Urgency);
