namespace Dispatch.Reports;

/// <summary>How a member did in a period.</summary>
/// <param name="Points">Those of all lines; null where nothing was counted.</param>
/// <param name="Of">The most they could be: measures without anything to count are left out.</param>
/// <param name="Rank">From 1, by points of the most; equals share a rank. Null where nothing was counted.</param>
public sealed record Scorecard(string Member, double? Points, int Of, int? Rank, IReadOnlyList<ScoreLine> Lines)
{
    /// <summary>From 0 to 1; null where nothing was counted.</summary>
    public double? Share => Points is { } points && Of > 0 ? points / Of : null;
}
