namespace Dispatch.Orders;

/// <summary>How many orders stand at a stage that somebody holds.</summary>
/// <param name="Stage">Name.</param>
/// <param name="Late">Those among them that are overdue.</param>
public sealed record StageCount(string Stage, Total Orders, Total Late);
