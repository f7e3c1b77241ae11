namespace Dispatch.Orders;

/// <summary>Orders that an alliance was given from one instant on and before another.</summary>
/// <param name="Alliance">Code.</param>
/// <param name="Workflow">Those of this workflow only; null for all.</param>
sealed record FilingPeriod(string Alliance, DateTimeOffset From, DateTimeOffset To, string? Workflow);
