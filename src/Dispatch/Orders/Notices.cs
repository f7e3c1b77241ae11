using Dispatch.Deadlines;

namespace Dispatch.Orders;

/// <summary>Four fifths of a limit are used up.</summary>
/// <param name="Of">Which clock, of <see cref="ClockOf"/>.</param>
/// <param name="Due">When it ends.</param>
/// <param name="Late">How long after its time the notice comes, when that is more than a moment: the server had been down.</param>
public sealed record Warn(string Of, DateTimeOffset Due, TimeSpan? Late) : IStep
{
    public string Name => "warn";

    public Decision Decide(Order order, Situation at) => Notices.Decide(this, order, at);
}

/// <summary>A limit has ended and its holder has not done their part.</summary>
/// <inheritdoc cref="Warn" path="/param"/>
public sealed record Breach(string Of, DateTimeOffset Due, TimeSpan? Late) : IStep
{
    public string Name => "breach";

    public Decision Decide(Order order, Situation at) => Notices.Decide(this, order, at);
}

/// <summary>Overdue work climbs a rung of the ladder.</summary>
/// <param name="To">Who hears of it, of <see cref="Level"/>.</param>
/// <inheritdoc cref="Warn" path="/param"/>
public sealed record Escalate(string Of, DateTimeOffset Due, string To, TimeSpan? Late) : IStep
{
    public string Name => "escalate";

    public Decision Decide(Order order, Situation at) => Notices.Decide(this, order, at);
}

/// <summary>Days that were taken for plain weekdays have been announced since: deadlines that counted on them are computed again.</summary>
public sealed record Retime : IStep
{
    public string Name => "retime";

    public Decision Decide(Order order, Situation at) =>
        order.Clocks.All.Any(clock => clock.Provisional && clock.Runs && clock.Computed(at.Alliance.Calendar) != clock)
            ? Decision.Accept(this)
            : Decision.Refuse(Refusal.NotDue);
}

/// <summary>What the clock does about an order by itself, and when.</summary>
public static class Notices
{
    /// <summary>Up to here a notice is on time: the watch looks every few seconds.</summary>
    static readonly TimeSpan OnTime = TimeSpan.FromMinutes(5);

    /// <summary>The step that is due now; null where none is.</summary>
    public static IStep? Due(Order order, Workflows.Workflow workflow, Alliances.Alliance alliance, DateTimeOffset now)
    {
        var urgent = order.State.Urgency == "urgent";
        if (Alarm.Next(order.Clocks, workflow.Ladder, urgent, alliance.Calendar) is not { } alarm || alarm.At > now)
            return null;

        TimeSpan? late = now - alarm.At > OnTime ? now - alarm.At : null;
        return alarm.Clock switch
        {
            null => new Resume(),
            { Of: ClockOf.Lapse } => new Lapse(new Workflows.Words("", "")),
            { Told: 0 } clock => new Warn(clock.Of, clock.Due, late),
            { Told: Clock.Warned } clock => new Breach(clock.Of, clock.Due, late),
            var clock => new Escalate(clock.Of, clock.Due, workflow.Ladder[clock.Told - Clock.Breached].To, late),
        };
    }

    /// <summary>A notice is given when it is due, in its turn and once: a second server that comes with the same one is refused.</summary>
    internal static Decision Decide(IStep step, Order order, Situation at) =>
        Due(order, at.Workflow, at.Alliance, at.Now) is { } due && Same(due, step) ? Decision.Accept(step) : Decision.Refuse(Refusal.NotDue);

    static bool Same(IStep due, IStep step) => (due, step) switch
    {
        (Warn one, Warn other) => one.Of == other.Of,
        (Breach one, Breach other) => one.Of == other.Of,
        (Escalate one, Escalate other) => one.Of == other.Of && one.To == other.To,
        _ => false,
    };
}
