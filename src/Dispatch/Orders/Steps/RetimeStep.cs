namespace Dispatch.Orders.Steps;

/// <summary>
/// Days that were taken for plain weekdays have been announced since: deadlines that counted on them are computed again. So are those of
/// an order that has none, because it was last moved by a version of the program that had no clocks.
/// </summary>
public sealed record RetimeStep : IStep
{
    public string Name => "retime";

    public Decision<IStep> Decide(Order order, Situation at) =>
        Timing.Lacks(order, at.Workflow)
        || order.Clocks.All.Any(clock => clock.Provisional && clock.Runs && clock.Recompute(at.Alliance.Calendar) != clock)
            ? Decision.Accept(this)
            : Decision.Refuse(Refusal.NotDue);
}
