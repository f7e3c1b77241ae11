using Dispatch.Clocks;

namespace Dispatch.Orders.Steps;

/// <summary>Overdue work climbs a rung of the ladder.</summary>
/// <param name="To">Who hears of it, of <see cref="Level"/>.</param>
/// <inheritdoc cref="WarnStep" path="/param"/>
public sealed record EscalateStep(string Of, DateTimeOffset Due, string To, TimeSpan? Late) : IStep
{
    public string Name => "escalate";

    public Decision<IStep> Decide(Order order, Situation at) => Notices.Decide(this, order, at);
}
