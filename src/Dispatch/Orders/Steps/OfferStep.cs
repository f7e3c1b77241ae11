namespace Dispatch.Orders.Steps;

/// <summary>An order is offered to the pool of members whose duties include its category.</summary>
/// <param name="Places">How many may claim it, 1 to 1,000; one where it is left out.</param>
public sealed record OfferStep(int? Places) : IStep
{
    public string Name => "offer";

    public static IStep Read(InputReader input) => new OfferStep(input.Whole("places", 1, 1000));

    public Decision<IStep> Decide(Order order, Situation at) => at.Alliance.WhoMayClaim(order.Category).Any()
        ? Decision.Accept(this)
        : Decision.Refuse(Refusal.NobodysDuty, order.Category);
}
