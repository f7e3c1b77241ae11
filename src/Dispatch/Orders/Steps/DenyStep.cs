namespace Dispatch.Orders.Steps;

/// <summary>The time that was asked for is not given; it does not count as an extension.</summary>
public sealed record DenyStep(string Reason) : IStep
{
    public string Name => "deny";

    public static IStep Read(InputReader input) => new DenyStep(input.Text("reason", 1000) ?? "");

    public Decision<IStep> Decide(Order order, Situation at) =>
        order.State.Extension is null ? Decision.Refuse(Refusal.NothingAsked) : Decision.Accept(this);
}
