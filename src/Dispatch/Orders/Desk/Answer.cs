namespace Dispatch.Orders.Desk;

/// <summary>What the desk says of a step that was taken.</summary>
/// <param name="Order">As the step left it.</param>
/// <param name="Existed">The order had been filed before under the same source and external id; nothing was changed.</param>
public sealed record Answer(Order Order, bool Existed = false);
