namespace Dispatch.Contracts;

/// <summary>Four fifths of a limit are used up.</summary>
public sealed record OrderWarned : OrderStep
{
    public required Noticing Input { get; init; }
}

/// <param name="Of">Which limit: <c>stage</c>, <c>work</c> or <c>order</c>.</param>
/// <param name="Due">When it ends, UTC.</param>
/// <param name="Late">
/// How late the notice comes, when that is more than a moment; whoever notifies people should not pass such a notice on.
/// </param>
public sealed record Noticing(string Of, DateTimeOffset Due, TimeSpan? Late = null);
