namespace Dispatch.Contracts;

/// <summary>Overdue work climbed a rung of the escalation ladder.</summary>
public sealed record OrderEscalated : OrderStep
{
    public required Escalating Input { get; init; }
}

/// <param name="Of">Which limit: <c>stage</c>, <c>work</c> or <c>order</c>.</param>
/// <param name="Due">When it ended, UTC.</param>
/// <param name="To">Who hears of it: <c>secretariat</c>, <c>chair</c> or <c>joint-meeting</c>.</param>
/// <param name="Late">How late the notice comes, when that is more than a moment.</param>
public sealed record Escalating(string Of, DateTimeOffset Due, string To, TimeSpan? Late = null);
