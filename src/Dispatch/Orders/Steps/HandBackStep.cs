using Dispatch.Workflows;

namespace Dispatch.Orders.Steps;

/// <summary>Whoever held a part is gone: it goes back to who gave it (交回), on the way of a return and without counting as one.</summary>
/// <param name="Member">Code of the member that held the part; null where the order waits in a pool in which nobody could claim it.</param>
/// <param name="Person">Id of the person, where the place was theirs.</param>
public sealed record HandBackStep(string? Member, string? Person) : IStep
{
    public string Name => "hand-back";

    public Decision<IStep> Decide(Order order, Situation at) => Member is null
        ? order.Desk == Desks.Pool && !order.State.Open.Any() && !at.Alliance.WhoMayClaim(order.Category).Any()
            ? Decision.Accept(this)
            : Decision.Refuse(Refusal.NotDue)
        : PartIn(order.State) is not null ? Decision.Accept(this) : Decision.Refuse(Refusal.NotDue);

    /// <summary>The open part that goes back; null where there is none any more.</summary>
    public Assignment? PartIn(OrderState state) =>
        Member is null ? null : state.Open.FirstOrDefault(part => part.Person == Person && (Person is not null || part.Member == Member));
}
