using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Workflows;

namespace Dispatch.Replays;

/// <summary>
/// The recorded life of an order, lived again under rules that may be others (重演): which notices the watch would have given. Pure.
/// </summary>
/// <remarks>
/// <para>What people did, they do again: at the recorded instant, by the recorded actor, with the recorded input. What the watch did is
/// not copied but computed anew, at the very instant at which it is due; where both fall on the same instant, the watch comes first, as a
/// limit has ended at its end. So a replay under the recorded rules says what these give, and not when a server was there to do it.</para>
/// <para>Whether a step may be taken is asked of the rules as it was then, but for two things. Roles are not in the history: somebody
/// holds every desk whose step it was when they took it. And of other orders nothing is known: what an order was merged into is taken to
/// be open, but where the clock followed it to its end.</para>
/// <para>A step that the rules refuse is a divergence. Where it moved the order, it is taken all the same if there is a stage of the
/// name it led to (a filing, to the stage where filing leads; what the joint meeting settled, too): people did it, and the order is on its
/// recorded way again. Any other is left out, and the order stays where it is.</para>
/// <para>The alliance is as it stands now: its calendar, its limits, its roster, its members.</para>
/// </remarks>
/// <param name="Order">As it stands at the end of the replay.</param>
/// <param name="Notices">In the order of time.</param>
/// <param name="Divergences">The steps that did not fit, in their order; empty where all did.</param>
public sealed record Replay(Order Order, IReadOnlyList<Notice> Notices, IReadOnlyList<Divergence> Divergences)
{
    /// <param name="order">Only its id, number and alliance are used.</param>
    /// <param name="history">First to last; what the watch did in it is passed over.</param>
    /// <param name="own">The workflow that the order was filed under.</param>
    /// <param name="rules">The workflow to replay it under, which may be the same.</param>
    /// <param name="alliance">Its own, or with another calendar or other limits.</param>
    /// <param name="until">Up to when the watch goes on with an order that is still open.</param>
    public static Replay Of(
        Order order, IEnumerable<TakenStep> history, Workflow own, Workflow rules, Alliance alliance, DateTimeOffset until)
    {
        ReplayRun run = new(order, own, rules, alliance);
        foreach (var recorded in history.Where(taken => taken.Actor.Id != Caller.System.Id || taken.Step is HandBackStep or FollowStep))
        {
            run.WatchUntil(recorded.At);
            run.Take(recorded);
        }

        run.WatchUntil(until);
        return run.Result();
    }
}
