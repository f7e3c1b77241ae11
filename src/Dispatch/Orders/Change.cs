namespace Dispatch.Orders;

/// <summary>What happened to an order, and the order after it.</summary>
public sealed record Change(TakenStep Step, Order Order);
