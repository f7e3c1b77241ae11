namespace Dispatch.Orders.Steps;

/// <summary>The secretariat agrees: the order leaves the statistic, and every fact about it stays.</summary>
public sealed record UpholdStep(string? Note) : IStep
{
    public string Name => "uphold";

    public static IStep Read(InputReader input) => new UpholdStep(input.Text("note", 1000));

    public Decision<IStep> Decide(Order order, Situation at) =>
        order.State.Appeal == AppealState.Asked ? Decision.Accept(this) : Decision.Refuse(Refusal.NothingAsked);
}
