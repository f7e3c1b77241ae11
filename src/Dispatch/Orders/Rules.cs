using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders.Steps;
using Dispatch.Storage;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Orders;

/// <summary>Decides a step: may it be taken here, by this caller, now; then its own rule; then where it leads. Pure.</summary>
public static class Rules
{
    /// <returns>What happened and the order after it, or why nothing did.</returns>
    /// <param name="given">The input fields that the caller gave.</param>
    public static Decision<Change> Decide(Order order, IStep step, IReadOnlySet<string> given, Situation at) =>
        DecideAgain(order, step, given, [], at);

    /// <summary>Decides a step that was taken once, under rules that may be others.</summary>
    /// <param name="desksThen">The desks whose step it was: the caller held one of them, though nobody knows any more which.</param>
    internal static Decision<Change> DecideAgain(
        Order order, IStep step, IReadOnlySet<string> given, IReadOnlyList<string> desksThen, Situation at)
    {
        at = at.NotBefore(order);
        if (RuleFor(order, step.Name, at) is not { } rule)
            return WrongStage(order, step, at);
        if ((WhyNot(order, rule, at, desksThen) ?? MissingInput(rule, given)) is { } refusal)
            return refusal;

        return Outcome(order, rule, step, at);
    }

    /// <summary>A step that people took, whatever the rules say of it.</summary>
    /// <param name="to">The stage that it led to; one of the workflow.</param>
    internal static Change Imposed(Order order, IStep step, string to, Situation at)
    {
        var now = at.NotBefore(order).Now.WholeMicroseconds();
        return Apply(order, order.WithEffectOf(step, at.Caller.AsActor(), now), to, step, at with { Now = now });
    }

    /// <summary>The names of the steps that the caller may take now.</summary>
    public static IReadOnlyList<string> Can(Order order, Situation at) =>
    [
        .. at.Workflow.RulesAt(at.Workflow.Stage(order.Stage))
            .Where(rule => WhyNot(order, rule, at, []) is null
                // What is wrong with the input of a probe, which has none, is no reason.
                && (StepRegistry.All[rule.Step].Probe is not { } probe
                    || Outcome(order, rule, probe, at).Refusal is null or { Code: Refusal.BadInput }))
            .Select(rule => rule.Step),
    ];

    /// <summary>The same, each with the last instant at which it may be taken; null where it does not end.</summary>
    public static IReadOnlyDictionary<string, DateTimeOffset?> CanUntil(Order order, Situation at)
    {
        var stage = at.Workflow.Stage(order.Stage);
        return Can(order, at).ToDictionary(step => step, step => order.Since + at.Workflow.RuleAt(stage, step)?.Within);
    }

    /// <summary>Whether the caller holds a desk towards an order.</summary>
    public static bool Holds(string desk, Order order, Caller caller, Alliance alliance, DateTimeOffset now) =>
        caller.Alliance == order.Alliance && desk switch
        {
            Desks.Secretariat => caller.Has(Role.Secretariat),
            Desks.Community => caller.Has(Role.Community),
            Desks.Chair => caller.Member is { } member && alliance.Roster.Names(member, now),
            Desks.Member => order.State.OpenPartOf(caller.AsActor()) is not null,
            Desks.Pool => caller.Member is { } member
                && alliance.Members.GetValueOrDefault(member)?.Duties.Contains(order.Category) == true,
            Desks.Merchant => caller.Merchant is { } merchant && (order.Version == 0 || order.MerchantCode == merchant),
            Desks.Anyone => MaySee(order, caller),
            _ => false,
        }
        // The clock belongs to no alliance, and nobody else can be it.
        || (desk == Desks.System && caller.IsSystem);

    /// <summary>
    /// Members see what their alliance does; a merchant sees its own orders, and who acts for nobody only what they hold as a person.
    /// </summary>
    public static bool MaySee(Order order, Caller caller) =>
        caller.IsAdmin
            || caller.IsSystem
            || (caller.Alliance == order.Alliance
                && (caller.ActsForNobody
                    ? order.State.OpenPartOf(caller.AsActor()) is not null
                    : caller.Merchant is null || caller.Merchant == order.MerchantCode));

    /// <summary>Whether the caller needs to reach the merchant: they hold the order's desk, have a part in it or filed it.</summary>
    public static bool Needs(Order order, Caller caller, Alliance alliance, DateTimeOffset now) =>
        order.FiledBy == caller.Id
        || (order.Desk is { } desk && desk != Desks.Pool && Holds(desk, order, caller, alliance, now))
        || Holds(Desks.Member, order, caller, alliance, now)
        || Holds(Desks.Merchant, order, caller, alliance, now);

    static Refusal WrongStage(Order order, IStep step, Situation at)
    {
        var refusal = Refusal.Of(Refusal.WrongStage, step.Name, order.Stage);
        return order.Version == 0
            ? refusal
            : refusal with { InChinese = new Dictionary<string, string> { [order.Stage] = at.Workflow.Stage(order.Stage).Title.Zh } };
    }

    static StepRule? RuleFor(Order order, string step, Situation at) =>
        order.Version == 0
            ? (step == at.Workflow.File.Step ? at.Workflow.File : null)
            : at.Workflow.RuleAt(at.Workflow.Stage(order.Stage), step);

    static Refusal? WhyNot(Order order, StepRule rule, Situation at, IReadOnlyList<string> desksThen)
    {
        if (order.ForgottenAt is not null)
            return Refusal.Of(Refusal.Forgotten);
        var desks = rule.Step == RecallStep.Called ? DesksThatRecall(order, rule, at.Workflow) : rule.Desks;
        if (desks.Count == 0)
            return Refusal.Of(Refusal.NothingToRecall);
        if (!desks.Any(desk => desksThen.Contains(desk) || MayTake(desk, order, rule, at)))
            return Refusal.Of(Refusal.WrongDesk, [rule.Step, .. desks]);
        if (order.Clocks.SuspendedUntil is not null && !WhileSuspended.Contains(rule.Step))
            return Refusal.Of(Refusal.Suspended, rule.Step);
        if (rule.Times is { } times && order.State.Moves.GetValueOrDefault(rule.Step) >= times)
            return Refusal.Of(Refusal.UsedUp, rule.Step, $"{times}");
        if (rule.Within is { } within && at.Now > order.Since + within)
            return Refusal.Of(Refusal.TooLate, rule.Step, $"{within.TotalHours:0.##}");
        return null;
    }

    /// <summary>
    /// A step is taken back by the desk that took it, where the file lets that desk take steps back; empty where there is none.
    /// </summary>
    static IReadOnlyList<string> DesksThatRecall(Order order, StepRule recall, Workflow workflow) =>
        order.Last is { Before.Stage: var from, Step: { From: not null, Step.Name: var step } }
        && workflow.RuleAt(workflow.Stage(from), step) is { } rule
            ? [.. recall.Desks.Intersect(rule.Desks)]
            : [];

    /// <summary>Members take back what they took themselves, also where the step left them without a part.</summary>
    static bool MayTake(string desk, Order order, StepRule rule, Situation at) => desk switch
    {
        Desks.Member or Desks.Pool when rule.Step == RecallStep.Called =>
            order.Last is { Step.Actor: var actor }
                && (actor.Id == at.Caller.Id || (actor.Member is { } member && member == at.Caller.Member)),
        Desks.Holder => order.GoesOnAs(at.Others) is { Desk: { } holder } goesOn && HoldsAlone(holder, goesOn, at),
        _ => Holds(desk, order, at.Caller, at.Alliance, at.Now),
    };

    /// <summary>Whether the caller holds an order: not as one of many who may claim it, nor as one who only helps.</summary>
    static bool HoldsAlone(string desk, Order order, Situation at) =>
        desk != Desks.Pool
        && Holds(desk, order, at.Caller, at.Alliance, at.Now)
        && (desk != Desks.Member || order.State.OpenPartOf(at.Caller.AsActor()) is not { Kind: PartKind.Support });

    static readonly string[] WhileSuspended = ["resume", "comment", "attach", "withdraw", StepCatalogue.HandBack];

    static Refusal? MissingInput(StepRule rule, IReadOnlySet<string> given)
    {
        var faults = rule.Inputs.Where(input => input.Value && !given.Contains(input.Key)).Select(input => (input.Key, Fault: "required"))
            .Concat(given.Where(field => !rule.Inputs.ContainsKey(field)).Select(field => (Key: field, Fault: "not-taken-here")))
            .ToDictionary(fault => fault.Key, fault => fault.Fault);
        return faults.Count > 0 ? new Refusal(Refusal.BadInput, [], faults) : null;
    }

    static Decision<Change> Outcome(Order order, StepRule rule, IStep step, Situation at)
    {
        var decision = step.Decide(order, at);
        if (!decision.IsAccepted)
            return decision.Refusal;

        var settled = decision.Value;

        var actor = at.Caller.AsActor();
        var now = at.Now.WholeMicroseconds();
        var part = settled is HandBackStep gone ? gone.PartIn(order.State) : order.State.OpenPartOf(actor);
        var byLead = part is { Kind: PartKind.Lead } || settled is ClaimStep { Part: PartKind.Lead };
        var effect = order.WithEffectOf(settled, actor, now);
        var to = settled switch
        {
            RecallStep => effect.Stage,
            FollowStep { Outcome: not FollowStep.ComesBack } => order.Stage,
            _ => at.Workflow.StageAfter(new Crossing(
                rule, order.Stage, effect.State.Progress(byLead), rule.Alternatives.Count > 0 ? FactsOf(effect, at) : null)),
        };

        if (settled is HandBackStep { Member: null } && to == order.Stage)
            return Refusal.Of(Refusal.NotDue);

        // An order does not move to the members while none of them has a part: nobody could ever move it on.
        if (to != order.Stage && at.Workflow.Stage(to).Desk == Desks.Member && !effect.State.Open.Any())
            return Refusal.Of(Refusal.NobodyClaimed, step.Name);
        return Apply(order, effect, to, settled, at with { Now = now });
    }

    static Facts FactsOf(Order order, Situation at) => new(
        order.Category, order.State.Urgency, order.Alliance, order.Place, at.Alliance.Calendar.IsOpen(at.Now),
        Instant.FromDateTimeOffset(at.Now).InZone(at.Alliance.Zone).Hour, order.State.Moves.GetValueOrDefault("return"),
        LoadOf(order.Category, at), at.LedTo);

    static int? LoadOf(string category, Situation at) => at.Loads is not { } loads
        ? null
        : at.Alliance.Members.Values.Where(member => !member.HasLeft && member.Duties.Contains(category))
            .Select(member => (int?)loads.GetValueOrDefault(member.Code)).Min();

    /// <param name="effect">The order with what the step says and does, still where it was.</param>
    /// <param name="to">The stage that the step leads to; where the order is, when it stays.</param>
    static Change Apply(Order order, Order effect, string to, IStep step, Situation at)
    {
        var hasMoved = TakenStep.Moves(step, order.Stage, to);
        var desk = hasMoved ? at.Workflow.Stage(to).Desk : order.Desk;
        var moved = effect.MovedTo(to, desk, step, hasMoved, at.Now);
        var clocks = Timing.After(order, moved, step, at);
        var changed = clocks != moved.Clocks;
        TakenStep taken = new(
            Guid.CreateVersion7(at.Now), order.Id, order.Version + 1, step, order.Version == 0 ? null : order.Stage, to, desk,
            at.Caller.AsActor(), at.Now, changed ? clocks.Due : moved.Due, changed ? clocks : null);
        return new Change(taken, moved.Timed(taken, order));
    }
}
