namespace Dispatch.Orders.Steps;

/// <summary>The secretariat does not agree; nothing changes.</summary>
public sealed record DismissStep(string Reason) : IStep
{
    public string Name => "dismiss";

    public static IStep Read(InputReader input) => new DismissStep(input.Text("reason", 1000) ?? "");

    public Decision<IStep> Decide(Order order, Situation at) =>
        order.State.Appeal == AppealState.Asked ? Decision.Accept(this) : Decision.Refuse(Refusal.NothingAsked);
}
