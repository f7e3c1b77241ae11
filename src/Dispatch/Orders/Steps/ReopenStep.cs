namespace Dispatch.Orders.Steps;

/// <summary>The result did not hold, or does not hold any more (返工).</summary>
public sealed record ReopenStep(string Reason) : IStep
{
    public string Name => "reopen";

    public static IStep Read(InputReader input) => new ReopenStep(input.Text("reason", 1000) ?? "");

    public Decision<IStep> Decide(Order order, Situation at) => Decision.Accept(this);
}
