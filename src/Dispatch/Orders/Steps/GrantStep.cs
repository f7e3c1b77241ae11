namespace Dispatch.Orders.Steps;

/// <summary>The time that was asked for is given: every clock of the order that runs gets it.</summary>
public sealed record GrantStep(string? Note) : IStep
{
    public string Name => "grant";

    public static IStep Read(InputReader input) => new GrantStep(input.Text("note", 1000));

    public Decision<IStep> Decide(Order order, Situation at) =>
        order.State.Extension is null ? Decision.Refuse(Refusal.NothingAsked) : Decision.Accept(this);
}
