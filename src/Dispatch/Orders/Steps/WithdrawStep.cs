namespace Dispatch.Orders.Steps;

/// <summary>The one who asked no longer needs it (撤单).</summary>
public sealed record WithdrawStep(string? Reason) : IStep
{
    public string Name => "withdraw";

    public static IStep Read(InputReader input) => new WithdrawStep(input.Text("reason", 1000));

    public Decision<IStep> Decide(Order order, Situation at) => Decision.Accept(this);
}
