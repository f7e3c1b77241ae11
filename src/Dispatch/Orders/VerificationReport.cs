namespace Dispatch.Orders;

/// <summary>What a verification found.</summary>
/// <param name="Orders">How many orders were recomputed.</param>
/// <param name="Steps">How many rows of history they have.</param>
/// <param name="Published">How many steps the bus has taken.</param>
/// <param name="Waiting">How many are still to go.</param>
/// <param name="Differences">A sentence each; empty when all is well.</param>
public sealed record VerificationReport(long Orders, long Steps, long Published, long Waiting, IReadOnlyList<string> Differences);
