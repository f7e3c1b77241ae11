namespace Dispatch.Orders.Steps;

/// <summary>The chair gives an order to one lead and any number of supporting members (派单: 主办, 协办).</summary>
/// <param name="Lead">Code of the member that answers for the order.</param>
/// <param name="Support">Codes of the members that help, each once, without the lead.</param>
public sealed record AssignStep(string Lead, IReadOnlyList<string> Support) : IStep
{
    public string Name => "assign";

    public static IStep Read(InputReader input) => new AssignStep(input.Text("lead", 40) ?? "", input.Texts("support", 20, 40));

    public Decision<IStep> Decide(Order order, Situation at)
    {
        if ((Holders.WhyNot("lead", [Lead], at) ?? Holders.WhyNot("support", Support, at)) is { } refusal)
            return Decision.Refuse(refusal);

        return Decision.Accept(this with { Support = [.. Support.Distinct().Where(member => member != Lead)] });
    }

    public bool Equals(AssignStep? other) => other is not null && Lead == other.Lead && Support.SequenceEqual(other.Support);

    public override int GetHashCode() => HashCode.Combine(Lead, Support.Count);
}
