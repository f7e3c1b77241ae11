namespace Dispatch.Reports;

/// <summary>What a recount found.</summary>
/// <param name="Outcomes">How many there are.</param>
/// <param name="Waiting">How many orders took steps that are still to be counted; nothing is said of them.</param>
/// <param name="Differences">A sentence each; empty when all is well.</param>
public sealed record RecountReport(long Outcomes, int Waiting, IReadOnlyList<string> Differences);
