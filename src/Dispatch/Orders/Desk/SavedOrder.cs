using Dispatch.Workflows;

namespace Dispatch.Orders.Desk;

/// <summary>An order that has just been saved.</summary>
/// <param name="Order">As it is now.</param>
/// <param name="Workflow">Its own.</param>
/// <param name="Stages">The stages at which the steps that were saved found it and left it.</param>
public sealed record SavedOrder(Order Order, Workflow Workflow, IReadOnlySet<string> Stages);
