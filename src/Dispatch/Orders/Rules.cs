using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>Decides a step: may it be taken here, by this caller, now; then its own rule; then where it leads. Pure.</summary>
public static class Rules
{
    /// <returns>What happened, or why it did not.</returns>
    /// <param name="given">The input fields that the caller gave.</param>
    public static (Taken? Taken, Refusal? Refusal) Decide(Order order, IStep step, IReadOnlySet<string> given, Situation at)
    {
        if (RuleFor(order, step.Name, at) is not { } rule)
            return (null, Refusal.Of(Refusal.WrongStage, step.Name, order.Stage));
        if (WhyNot(order, rule, at) is { } refusal)
            return (null, refusal);
        if (MissingInput(rule, given) is { } missing)
            return (null, missing);

        return Outcome(order, rule, step, at);
    }

    /// <summary>The names of the steps that the caller may take now.</summary>
    public static IReadOnlyList<string> Can(Order order, Situation at) =>
    [
        .. at.Workflow.RulesAt(at.Workflow.Stage(order.Stage))
            .Where(rule => WhyNot(order, rule, at) is null
                // What is wrong with the input of a probe, which has none, is no reason.
                && (Steps.All[rule.Step].Probe is not { } probe || Outcome(order, rule, probe, at).Refusal is null or { Code: Refusal.BadInput }))
            .Select(rule => rule.Step),
    ];

    /// <summary>Whether the caller holds a desk towards an order.</summary>
    public static bool Holds(string desk, Order order, Caller caller, Alliance alliance, DateTimeOffset now) =>
        caller.Alliance == order.Alliance && desk switch
        {
            Desk.Secretariat => caller.Has(Role.Secretariat),
            Desk.Community => caller.Has(Role.Community),
            Desk.Chair => caller.Member is { } member && alliance.Roster.Names(member, now),
            Desk.Member => order.State.OpenPartOf(caller.AsActor()) is not null,
            Desk.Pool => caller.Member is { } member
                && alliance.Members.GetValueOrDefault(member)?.Duties.Contains(order.Category) == true,
            Desk.Merchant => caller.Merchant is { } merchant && (order.Version == 0 || order.MerchantCode == merchant),
            Desk.Anyone => MaySee(order, caller),
            _ => false,
        }
        // The clock belongs to no alliance, and nobody else can be it.
        || (desk == Desk.Clock && caller.IsClock);

    /// <summary>Members see what their alliance does; a merchant sees its own orders.</summary>
    public static bool MaySee(Order order, Caller caller) =>
        caller.IsAdmin || caller.IsClock || (caller.Alliance == order.Alliance && (caller.Merchant is null || caller.Merchant == order.MerchantCode));

    /// <summary>Whether the caller needs to reach the merchant: they hold the order's desk, have a part in it or filed it.</summary>
    public static bool Needs(Order order, Caller caller, Alliance alliance, DateTimeOffset now) =>
        order.FiledBy == caller.Id
        || (order.Desk is { } desk && desk != Desk.Pool && Holds(desk, order, caller, alliance, now))
        || Holds(Desk.Member, order, caller, alliance, now)
        || Holds(Desk.Merchant, order, caller, alliance, now);

    static StepRule? RuleFor(Order order, string step, Situation at) =>
        order.Version == 0
            ? (step == at.Workflow.File.Step ? at.Workflow.File : null)
            : at.Workflow.RuleAt(at.Workflow.Stage(order.Stage), step);

    static Refusal? WhyNot(Order order, StepRule rule, Situation at)
    {
        if (!rule.Desks.Any(desk => Holds(desk, order, at.Caller, at.Alliance, at.Now)))
            return Refusal.Of(Refusal.WrongDesk, [rule.Step, .. rule.Desks]);
        if (order.Clocks.SuspendedUntil is not null && !WhileSuspended.Contains(rule.Step))
            return Refusal.Of(Refusal.Suspended, rule.Step);
        if (rule.Times is { } times && order.State.Moves.GetValueOrDefault(rule.Step) >= times)
            return Refusal.Of(Refusal.UsedUp, rule.Step, $"{times}");
        if (rule.Within is { } within && at.Now > order.Since + within)
            return Refusal.Of(Refusal.TooLate, rule.Step, $"{within.TotalHours:0.##}");
        return null;
    }

    static readonly string[] WhileSuspended = ["resume", "comment", "attach", "withdraw"];

    static Refusal? MissingInput(StepRule rule, IReadOnlySet<string> given)
    {
        var faults = rule.Inputs.Where(input => input.Value && !given.Contains(input.Key)).Select(input => (input.Key, Fault: "required"))
            .Concat(given.Where(field => !rule.Inputs.ContainsKey(field)).Select(field => (Key: field, Fault: "not-taken-here")))
            .ToDictionary(fault => fault.Key, fault => fault.Fault);
        return faults.Count > 0 ? new Refusal(Refusal.BadInput, [], faults) : null;
    }

    static (Taken? Taken, Refusal? Refusal) Outcome(Order order, StepRule rule, IStep step, Situation at) => step.Decide(order, at) switch
    {
        Decision.Accepted accepted => HeldBySomebody(order, Happening(order, rule, accepted.Step, at)),
        Decision.Refused refused => (null, refused.Refusal),
        _ => throw new InvalidOperationException("A decision is either accepted or refused."),
    };

    /// <summary>An order does not move to the members while none of them has a part: nobody could ever move it on.</summary>
    static (Taken? Taken, Refusal? Refusal) HeldBySomebody(Order order, Taken taken) =>
        taken.From != taken.To && taken.Desk == Desk.Member && !order.After(taken).State.Open.Any()
            ? (null, Refusal.Of(Refusal.NobodyClaimed, taken.Step.Name))
            : (taken, null);

    static Taken Happening(Order order, StepRule rule, IStep step, Situation at)
    {
        var actor = at.Caller.AsActor();
        var now = WholeMicroseconds(at.Now);
        var byLead = order.State.OpenPartOf(actor) is { Part: Part.Lead } || step is Claim { Part: Part.Lead };

        var filed = order.Version == 0;
        var staying = new Taken(
            Guid.CreateVersion7(now), order.Id, order.Version + 1, step,
            filed ? null : order.Stage, order.Stage, order.Desk, actor, now, order.Due);

        var progress = order.After(staying).State.Progress(byLead);
        var to = Workflow.StageAfter(rule, order.Stage, progress);
        var happened = to == order.Stage ? staying : staying with { To = to, Desk = at.Workflow.Stage(to).Desk };
        var clocks = Timing.After(order, order.After(happened), step, at with { Now = now });
        return clocks == order.Clocks ? happened : happened with { Due = clocks.Due, Clocks = clocks };
    }

    /// <summary>Cuts an instant to what both databases keep.</summary>
    public static DateTimeOffset WholeMicroseconds(DateTimeOffset at) => at.AddTicks(-(at.Ticks % 10));
}
