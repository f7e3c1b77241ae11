namespace Dispatch.Orders.Steps;

/// <summary>The chair takes an order from its members and gives it to others (改派): no return, and every part begins anew.</summary>
/// <param name="Lead">Code of the member that answers for the order from now on.</param>
/// <param name="Support">Codes of the members that help, each once, without the lead.</param>
public sealed record ReassignStep(string Lead, IReadOnlyList<string> Support, string Reason) : IStep
{
    public string Name => "reassign";

    /// <summary>What it gives, as a chair gives it first.</summary>
    internal AssignStep Given => new(Lead, Support);

    public static IStep Read(InputReader input) =>
        new ReassignStep(input.Text("lead", 40) ?? "", input.Texts("support", 20, 40), input.Text("reason", 1000) ?? "");

    public Decision<IStep> Decide(Order order, Situation at)
    {
        if (order.State.Settled)
            return Decision.Refuse(Refusal.Settled);
        return Given.Decide(order, at) is { Value: AssignStep given } ? Decision.Accept(this with { Support = given.Support }) : Given.Decide(order, at);
    }

    public bool Equals(ReassignStep? other) =>
        other is not null && Lead == other.Lead && Reason == other.Reason && Support.SequenceEqual(other.Support);

    public override int GetHashCode() => HashCode.Combine(Lead, Reason, Support.Count);
}
