namespace Dispatch.Orders.Steps;

/// <summary>A member gives its part back (退单). The lead's return sends the order back; another's ends their own part.</summary>
public sealed record ReturnStep(string Reason) : IStep
{
    public string Name => "return";

    public static IStep Read(InputReader input) => new ReturnStep(input.Text("reason", 1000) ?? "");

    public Decision<IStep> Decide(Order order, Situation at) =>
        order.State.Settled ? Decision.Refuse(Refusal.Settled)
        : order.State.OpenPartOf(at.Caller.AsActor()) is null ? Decision.Refuse(Refusal.NotYourPart) : Decision.Accept(this);
}
