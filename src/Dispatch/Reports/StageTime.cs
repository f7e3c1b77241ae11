namespace Dispatch.Reports;

/// <summary>How long orders stayed at a stage, in working time without what was suspended.</summary>
/// <param name="MedianMinutes">Rounded up: to the minute within an hour, 5 minutes within 8 hours, half an hour within 80, and 8 hours above.</param>
/// <param name="NinetiethMinutes">The 90th percentile, rounded likewise.</param>
public sealed record StageTime(string Stage, long Count, int MedianMinutes, int NinetiethMinutes);
