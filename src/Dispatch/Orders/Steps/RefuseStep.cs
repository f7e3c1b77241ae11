namespace Dispatch.Orders.Steps;

/// <summary>The secretariat does not take an order in (不予受理).</summary>
public sealed record RefuseStep(string Reason) : IStep
{
    public string Name => "refuse";

    public static IStep Read(InputReader input) => new RefuseStep(input.Text("reason", 1000) ?? "");

    public Decision<IStep> Decide(Order order, Situation at) => Decision.Accept(this);
}
