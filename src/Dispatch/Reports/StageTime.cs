namespace Dispatch.Reports;

/// <summary>How long orders stayed at a stage, in working time without what was suspended.</summary>
/// <param name="MedianMinutes">Rounded up as <see cref="Buckets"/> says.</param>
/// <param name="NinetiethMinutes">The 90th percentile, rounded in the same way.</param>
public sealed record StageTime(string Stage, long Count, int MedianMinutes, int NinetiethMinutes);
