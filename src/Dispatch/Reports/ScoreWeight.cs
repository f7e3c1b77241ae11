namespace Dispatch.Reports;

/// <summary>A measure that a period is scored by.</summary>
/// <param name="Points">What the whole of it is worth.</param>
public sealed record ScoreWeight(Measure Measure, int Points);
