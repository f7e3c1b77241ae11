namespace Dispatch.Reports;

/// <summary>What a member has by one measure of the charter.</summary>
/// <param name="Points">Null where there was nothing to count.</param>
public sealed record ScoreLine(Figure Figure, int Weight, double? Points);
