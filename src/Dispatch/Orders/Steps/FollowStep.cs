namespace Dispatch.Orders.Steps;

/// <summary>What became of the order that goes on for this one (随主单): the clock says so, or brings this one back.</summary>
/// <param name="Into">Number of the order that goes on; of the one it was merged into itself, where it comes back.</param>
/// <param name="Became">The stage of that order.</param>
/// <param name="Outcome">One of the constants.</param>
public sealed record FollowStep(string Into, string Became, string Outcome) : IStep
{
    /// <summary>That order ended and nobody had seen to the trouble: this one is looked at again by itself.</summary>
    public const string ComesBack = "comes-back";

    /// <summary>The trouble was seen to, for this one too.</summary>
    public const string Ended = "ended";

    /// <summary>It had ended, and somebody holds it again.</summary>
    public const string GoesOn = "goes-on";

    public string Name => "follow";

    public bool NeedsMerger => true;

    /// <summary>The step that is due on a merged order; null where there is nothing to say.</summary>
    /// <param name="others">The orders that it was merged into, by number.</param>
    /// <param name="cameToNothing">The last of them has ended, and nobody had seen to the trouble.</param>
    public static FollowStep? DueFor(Order order, IReadOnlyDictionary<string, Order> others, bool cameToNothing) =>
        order.GoesOnAs(others) switch
        {
            _ when order.ForgottenAt is not null => null,
            null => null,
            { Desk: not null } last => order.State.MergerEnded ? new FollowStep(last.Number, last.Stage, GoesOn) : null,
            // What was merged into it by way of another stays with that other, which comes back itself.
            var last when cameToNothing => order.MergedInto == last.Number ? new FollowStep(last.Number, last.Stage, ComesBack) : null,
            var last => order.State.MergerEnded ? null : new FollowStep(last.Number, last.Stage, Ended),
        };

    public Decision<IStep> Decide(Order order, Situation at) =>
        DueFor(order, at.Others, Outcome == ComesBack) == this ? Decision.Accept(this) : Decision.Refuse(Refusal.NotDue);
}
