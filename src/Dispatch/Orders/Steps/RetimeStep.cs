namespace Dispatch.Orders.Steps;

/// <summary>
/// Days that were taken for plain weekdays have been announced since: deadlines that counted on them are computed again. So are those of
/// an order that has none, because it was last moved by a version of the program that had no clocks.
/// </summary>
/// <param name="Reason">
/// Set where somebody asks for it, after the days of a calendar were changed that had been announced: then every limit that runs is
/// computed again, not only what was provisional.
/// </param>
public sealed record RetimeStep(string? Reason = null) : IStep
{
    public string Name => "retime";

    public Decision<IStep> Decide(Order order, Situation at) =>
        Timing.Lacks(order, at.Workflow)
        || order.Clocks.All.Any(clock => Reason is null
            ? clock.Provisional && clock.Runs && !clock.Recompute(at.Alliance.Calendar).EndsLike(clock)
            : Timing.Retimed(order, clock, at.Alliance.Calendar) is not null)
            ? Decision.Accept(this)
            : Decision.Refuse(Refusal.NotDue);
}
