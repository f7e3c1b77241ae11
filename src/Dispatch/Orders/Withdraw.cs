namespace Dispatch.Orders;

/// <summary>The one who asked no longer needs it (撤单).</summary>
public sealed record Withdraw(string? Reason) : IStep
{
    public string Name => "withdraw";

    public static IStep Read(InputReader input) => new Withdraw(input.Text("reason", 1000));

    public Decision Decide(Order order, Situation at) => Decision.Accept(this);
}
