namespace Dispatch.Contracts;

/// <summary>The joint meeting decided who is responsible and by when (联席会议议定).</summary>
public sealed record OrderSettled : OrderStep
{
    public required Settling Input { get; init; }
}

/// <param name="Lead">Code of the member that answers for the order.</param>
/// <param name="By">When the work is due, UTC.</param>
/// <param name="Ruling">Who answers for such problems at this place from now on.</param>
public sealed record Settling(string Lead, DateTimeOffset By, string Note, string? Ruling = null);
