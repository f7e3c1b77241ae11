using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Workflows;

namespace Dispatch.Replays;

/// <summary>The recorded life of an order, lived again under rules that may be others (重演): what the clock would have told about it. Pure.</summary>
/// <remarks>
/// <para>What people did, they do again: at the recorded instant, by the recorded actor, with the recorded input. What the clock did is not
/// copied but computed anew, at the very instant at which it is due; where both fall on the same instant, the clock comes first, as a limit
/// has ended at its end. So a replay under the recorded rules says what these give, and not when a server was there to do it.</para>
/// <para>Whether a step may be taken is asked of the rules as it was then, but for two things. Roles are not in the history: somebody holds
/// every desk whose step it was when they took it. And of other orders nothing is known: what an order was merged into is taken to be open.</para>
/// <para>A step that the rules refuse is a divergence. Where it moved the order, it is taken all the same if there is a stage of the
/// name it led to (a filing, to the stage where filing leads; what the joint meeting settled, too): people did it, and the order is on its recorded
/// way again. Any other is left out, and the order stays where it is.</para>
/// <para>The alliance is as it stands now: its calendar, its limits, its roster, its members.</para>
/// </remarks>
/// <param name="Order">As it stands at the end of the replay.</param>
/// <param name="Notices">In the order of time.</param>
/// <param name="Divergences">The steps that did not fit, in their order; empty where all did.</param>
public sealed record Replay(Order Order, IReadOnlyList<Notice> Notices, IReadOnlyList<Divergence> Divergences)
{
    /// <param name="order">Only its birth is used: id, number, alliance.</param>
    /// <param name="history">First to last; what the clock did in it is passed over.</param>
    /// <param name="own">The workflow that the order was filed under.</param>
    /// <param name="rules">The workflow to replay it under, which may be the same.</param>
    /// <param name="alliance">Its own, or with another calendar or other limits.</param>
    /// <param name="until">Up to when the clock goes on with an order that is still open.</param>
    public static Replay Of(Order order, IEnumerable<TakenStep> history, Workflow own, Workflow rules, Alliance alliance, DateTimeOffset until)
    {
        Run run = new(order, own, rules, alliance);
        foreach (var recorded in history.Where(taken => taken.Actor.Id != Caller.System.Id))
        {
            run.ClockGoesTo(recorded.At);
            run.Take(recorded);
        }

        run.ClockGoesTo(until);
        return run.Ended();
    }

    /// <summary>A replay on its way.</summary>
    sealed class Run
    {
        /// <summary>More steps of the clock than an order can come to between two of people, unless lapses lead round in a circle without an end.</summary>
        const int Endless = 10_000;

        static readonly HashSet<string> NothingGiven = [];

        readonly Workflow own;
        readonly Workflow rules;
        readonly Alliance alliance;
        readonly List<Notice> notices = [];
        readonly List<Divergence> divergences = [];
        Order order;
        DateTimeOffset last = DateTimeOffset.MinValue;

        public Run(Order order, Workflow own, Workflow rules, Alliance alliance)
        {
            (this.own, this.rules, this.alliance) = (own, rules, alliance);
            this.order = OrderList.Recomputed(order, []) with { Workflow = rules.Name, WorkflowVersion = rules.Version };
        }

        public Replay Ended()
        {
            if (order.Version == 0)
                divergences.Add(new Divergence(0, "file", last, "no-filing", new Words("历史中没有提交。", "Its history has no filing."), false));
            return new Replay(order, notices, divergences);
        }

        public void ClockGoesTo(DateTimeOffset until)
        {
            for (var steps = 0; Next() is { } alarm && alarm.At <= until; steps++)
            {
                var now = alarm.At > last ? alarm.At : last;
                var holder = Holder.Of(order);
                // Refused is only a lapse that its stage does not allow any more; it waits in the way of what would come after it, as it does for the watch.
                if (Orders.Notices.Due(order, rules, alliance, now) is not { } step
                    || Rules.Decide(order, step, NothingGiven, At(Caller.System, now)).Value is not { } change)
                    return;
                if (steps == Endless)
                {
                    divergences.Add(new Divergence(order.Version, step.Name, now, "endless", new Words("到期流转循环不止。", "The lapses lead round in a circle."), true));
                    return;
                }

                if (alarm.Clock is { } clock)
                    notices.Add(new Notice(step.Name, clock.Of, (step as EscalateStep)?.To, clock.Limit, clock.Due, now, holder));
                Apply(change);
            }
        }

        public void Take(TakenStep recorded)
        {
            var now = recorded.At > last ? recorded.At : last;
            var at = At(new Caller(
                recorded.Actor.Id, recorded.Actor.Name, order.Alliance, [], recorded.Actor.Member, (recorded.Step as FileStep)?.MerchantCode), now, recorded.Step);
            var decision = Rules.DecideAgain(order, recorded.Step, Given(recorded.Step), DesksOf(recorded), at);
            var change = decision.Value;
            if (decision.Refusal is { } refusal)
            {
                change = Destination(recorded) is { } to ? Rules.Imposed(order, recorded.Step, to, at) : null;
                divergences.Add(new Divergence(recorded.Sequence, recorded.Step.Name, now, refusal.Code, Reason(refusal), change is null));
            }

            if (change is not null)
                Apply(change);
        }

        void Apply(Change change) => (order, last) = (change.Order, change.Step.At);

        Alarm? Next() => Alarm.Next(order.Clocks, rules.Ladder, order.State.Urgency == "urgent", alliance.Calendar);

        Situation At(Caller caller, DateTimeOffset now, IStep? step = null) =>
            new(rules, alliance, caller, now, step is MergeStep { Into: var into } ? Earlier(into) : Situation.NoOthers);

        /// <summary>Stands for an order that another was merged into.</summary>
        Dictionary<string, Order> Earlier(string number) => new()
        {
            [number] = new Order
            {
                Id = Guid.Empty,
                Number = number,
                Alliance = order.Alliance,
                Workflow = order.Workflow,
                WorkflowVersion = order.WorkflowVersion,
                Desk = Desks.Secretariat,
            },
        };

        /// <summary>Where a step leads that does not fit; null where it is left out.</summary>
        string? Destination(TakenStep recorded)
        {
            if (order.Version == 0)
                return recorded.Step is FileStep ? rules.File.To : null;
            return (recorded.From != recorded.To || recorded.Step is SettleStep) && rules.Stages.Any(stage => stage.Name == recorded.To) ? recorded.To : null;
        }

        IReadOnlyList<string> DesksOf(TakenStep recorded)
        {
            if (recorded.From is null)
                return own.File.Desks;
            var from = own.Stages.FirstOrDefault(stage => stage.Name == recorded.From);
            return from is null ? [] : own.RuleAt(from, recorded.Step.Name)?.Desks ?? [];
        }

        static HashSet<string> Given(IStep step)
        {
            using var input = JsonDocument.Parse(StepRegistry.InputOf(step));
            return
            [
                .. StepCatalogue.All[step.Name].Inputs.Where(field => input.RootElement.TryGetProperty(field, out var value) && value.ValueKind switch
                {
                    JsonValueKind.Array => value.GetArrayLength() > 0,
                    JsonValueKind.String => !value.ValueEquals(""),
                    _ => true,
                }),
            ];
        }

        static Words Reason(Refusal refusal)
        {
            var fields = string.Concat((refusal.Fields ?? new Dictionary<string, string>()).Select(field => $" {field.Key}: {field.Value}."));
            return new Words(Wording.Of(refusal, chinese: true) + fields, Wording.Of(refusal, chinese: false) + fields);
        }
    }
}

/// <summary>Something that the clock told, or did, in a replay.</summary>
/// <param name="Step"><c>warn</c>, <c>breach</c>, <c>escalate</c> or <c>lapse</c>.</param>
/// <param name="Of">Which clock, of <see cref="ClockOf"/>.</param>
/// <param name="To">How high it climbed, of <see cref="Level"/>; null unless it did.</param>
/// <param name="Limit">Of the clock.</param>
/// <param name="Due">When that ended, or will.</param>
/// <param name="At">When it was told: in working time, unless it was urgent.</param>
/// <param name="Holder">Who held the order then.</param>
public sealed record Notice(string Step, string Of, string? To, Limit Limit, DateTimeOffset Due, DateTimeOffset At, Holder Holder)
{
    /// <summary>What it says, whenever it does: two replays tell the same where these are equal.</summary>
    public (string Step, string Of, string? To, Holder Holder) What => (Step, Of, To, Holder);
}

/// <summary>Who a notice is about.</summary>
/// <param name="Alliance">Code.</param>
/// <param name="Desk">Of <see cref="Desks"/>.</param>
/// <param name="Member">Code of the lead where the members hold the order; null for any other desk.</param>
public sealed record Holder(string Alliance, string Desk, string? Member)
{
    public static Holder Of(Order order) =>
        new(order.Alliance, order.Desk ?? "", order.Desk == Desks.Member ? order.State.Lead?.Member : null);
}

/// <summary>A recorded step that does not fit the rules of a replay.</summary>
/// <param name="Sequence">Of the recorded step; 0 where there is none.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Code">Why the rules refuse it: of <see cref="Refusal"/>, or <c>no-filing</c> or <c>endless</c>.</param>
/// <param name="Reason">The same in words.</param>
/// <param name="LeftOut">It led to no stage that there is; else it was taken all the same.</param>
public sealed record Divergence(int Sequence, string Step, DateTimeOffset At, string Code, Words Reason, bool LeftOut);
