namespace Dispatch.Orders.Desk;

/// <summary>A part of an order that a batch gave, changed or ended, as it stands then.</summary>
/// <param name="Due">When it is due, where the order waits for its holder.</param>
readonly record struct ChangedPart(Guid OrderId, Assignment Assignment, DateTimeOffset? Due);
