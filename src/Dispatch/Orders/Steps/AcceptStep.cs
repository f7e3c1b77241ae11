namespace Dispatch.Orders.Steps;

/// <summary>The secretariat takes an order in (受理), and may correct its category and say how urgent it is.</summary>
public sealed record AcceptStep(string? Category, string? Urgency) : IStep
{
    public string Name => "accept";

    public static IStep Read(InputReader input) =>
        new AcceptStep(input.Text("category", 40), input.OneOf("urgency", Alliances.Urgency.All));

    public Decision<IStep> Decide(Order order, Situation at) =>
        Category is not null && !at.Alliance.TakesIn(Category)
            ? Decision.Refuse(Refusal.Input("category", "unknown"))
            : Decision.Accept(this);
}
