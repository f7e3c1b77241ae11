using Dispatch.Orders;
using Dispatch.Workflows;

namespace Dispatch.Replays;

/// <summary>Who a notice is about.</summary>
/// <param name="Alliance">Code.</param>
/// <param name="Desk">Of <see cref="Desks"/>.</param>
/// <param name="Member">Code of the lead where the members hold the order; null for any other desk.</param>
public sealed record Holder(string Alliance, string Desk, string? Member)
{
    public static Holder Of(Order order) =>
        new(order.Alliance, order.Desk ?? "", order.Desk == Desks.Member ? order.State.Lead?.Member : null);
}
