namespace Dispatch.Orders;

/// <summary>The time that was asked for is given: every clock of the order that runs gets it.</summary>
public sealed record Grant(string? Note) : IStep
{
    public string Name => "grant";

    public static IStep Read(InputReader input) => new Grant(input.Text("note", 1000));

    public Decision Decide(Order order, Situation at) =>
        order.State.Extension is null ? Decision.Refuse(Refusal.NothingAsked) : Decision.Accept(this);
}
