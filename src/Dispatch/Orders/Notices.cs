using Dispatch.Clocks;
using Dispatch.Language;
using Dispatch.Orders.Steps;

namespace Dispatch.Orders;

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
            null => new ResumeStep(),
            { Of: ClockOf.Lapse } => new LapseStep(new Words("", "")),
            { NoticesGiven: 0 } clock => new WarnStep(clock.Of, clock.Due, late),
            { NoticesGiven: Clock.Warned } clock => new BreachStep(clock.Of, clock.Due, late),
            var clock => new EscalateStep(clock.Of, clock.Due, workflow.Ladder[clock.NoticesGiven - Clock.Breached].To, late),
        };
    }

    /// <summary>A notice is given when it is due, in its turn and once: a second server that comes with the same one is refused.</summary>
    internal static Decision<IStep> Decide(IStep step, Order order, Situation at) =>
        Due(order, at.Workflow, at.Alliance, at.Now) is { } due && Same(due, step)
            ? Decision.Accept(step)
            : Decision.Refuse(Refusal.NotDue);

    static bool Same(IStep due, IStep step) => (due, step) switch
    {
        (WarnStep one, WarnStep other) => one.Of == other.Of,
        (BreachStep one, BreachStep other) => one.Of == other.Of,
        (EscalateStep one, EscalateStep other) => one.Of == other.Of && one.To == other.To,
        _ => false,
    };
}
