using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Clocks;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Workflows;

namespace Dispatch.Replays;

/// <summary>A replay in progress.</summary>
sealed class ReplayRun
{
    /// <summary>More steps of the watch than can follow one another without a person's, unless lapses lead back to one another.</summary>
    const int Endless = 10_000;

    readonly Workflow own;
    readonly Workflow rules;
    readonly Alliance alliance;
    readonly List<TakenStep> history = [];
    readonly List<Notice> notices = [];
    readonly List<Divergence> divergences = [];
    Order order;
    DateTimeOffset last = DateTimeOffset.MinValue;

    /// <inheritdoc cref="Replay.Of"/>
    public ReplayRun(Order order, Workflow own, Workflow rules, Alliance alliance)
    {
        (this.own, this.rules, this.alliance) = (own, rules, alliance.WithEverybody());
        this.order = OrderList.Recomputed(order, []) with { Workflow = rules.Name, WorkflowVersion = rules.Version };
    }

    public Replay Result()
    {
        if (order.Version == 0)
            divergences.Add(new Divergence(0, "file", last, "no-filing", new Words("历史中没有提交。", "Its history has no filing."), false));
        return new Replay(order, notices, divergences);
    }

    /// <summary>Takes the steps of the watch that are due up to an instant.</summary>
    public void WatchUntil(DateTimeOffset until)
    {
        for (var steps = 0; NextAlarm() is { } alarm && alarm.At <= until; steps++)
        {
            var now = alarm.At > last ? alarm.At : last;
            var holder = Holder.Of(order);
            // Only a lapse is ever refused, one that its stage does not allow any more; as for the watch, what is due after it waits.
            if (Orders.Notices.Due(order, rules, alliance, now) is not { } step
                || Rules.Decide(order, step, StepRequest.NothingGiven, SituationOf(Caller.System, now)).Value is not { } change)
                return;
            if (steps == Endless)
            {
                Words reason = new("到期流转循环不止。", "The lapses lead back to one another without end.");
                divergences.Add(new Divergence(order.Version, step.Name, now, "endless", reason, true));
                return;
            }

            if (alarm.Clock is { } clock)
                notices.Add(new Notice(step.Name, clock.Of, (step as EscalateStep)?.To, order.LimitOf(clock), clock.Due, now, holder));
            Apply(change);
        }
    }

    public void Take(TakenStep recorded)
    {
        var (step, actor) = (recorded.Step, recorded.Actor);
        var now = recorded.At > last ? recorded.At : last;
        var merchant = step is FileStep { IsOnBehalf: false } file ? file.MerchantCode : null;
        Caller caller = new(actor.Id, actor.Name, order.Alliance, [], actor.Member, merchant);
        var situation = SituationOf(caller, now, step) with { LedTo = recorded.To };
        var decision = Rules.DecideAgain(order, step, InputsGiven(step), DesksOf(recorded), situation);
        var change = decision.Value;
        if (decision.Refusal is { } refusal)
        {
            change = Destination(recorded) is { } to ? Rules.Imposed(order, step, to, situation) : null;
            divergences.Add(new Divergence(recorded.Sequence, step.Name, now, refusal.Code, Reason(refusal), change is null));
        }

        if (change is not null)
            Apply(change);
    }

    void Apply(Change change)
    {
        history.Add(change.Step);
        (order, last) = (change.Order, change.Step.At);
    }

    Alarm? NextAlarm() => Alarm.Next(order.Clocks, rules.Ladder, order.State.Urgency == "urgent", alliance.Calendar);

    Situation SituationOf(Caller caller, DateTimeOffset now, IStep? step = null) =>
        new(rules, alliance, caller, now, OthersFor(step)) { History = history };

    IReadOnlyDictionary<string, Order> OthersFor(IStep? step) => step switch
    {
        MergeStep { Into: var into } => StandInFor(into),
        SeparateStep when order.MergedInto is { } into => StandInFor(into),
        FollowStep follow when order.MergedInto is { } into => StandInFor(into, follow),
        _ => Situation.NoOthers,
    };

    /// <summary>An order in the place of the one that this was merged into; open, where nothing else is known.</summary>
    /// <param name="follow">What the clock said of the order that goes on.</param>
    Dictionary<string, Order> StandInFor(string number, FollowStep? follow = null) => new()
    {
        [number] = new Order
        {
            Id = Guid.Empty,
            Number = follow?.Into ?? number,
            Alliance = order.Alliance,
            Workflow = order.Workflow,
            WorkflowVersion = order.WorkflowVersion,
            Stage = follow?.Became ?? "",
            Desk = follow is null or { Outcome: FollowStep.GoesOn } ? Desks.Secretariat : null,
        },
    };

    /// <summary>Where a step leads that does not fit; null where it is left out.</summary>
    string? Destination(TakenStep recorded)
    {
        if (order.Version == 0)
            return recorded.Step is FileStep ? rules.File.To : null;
        return (recorded.HasMoved || recorded.Step is SettleStep) && rules.Stages.Any(stage => stage.Name == recorded.To)
            ? recorded.To
            : null;
    }

    IReadOnlyList<string> DesksOf(TakenStep recorded)
    {
        if (recorded.From is null)
            return own.File.Desks;
        var from = own.Stages.FirstOrDefault(stage => stage.Name == recorded.From);
        return from is null ? [] : own.RuleAt(from, recorded.Step.Name)?.Desks ?? [];
    }

    /// <summary>The inputs that a recorded step came with.</summary>
    static HashSet<string> InputsGiven(IStep step)
    {
        using var input = JsonDocument.Parse(StepRegistry.InputOf(step));
        return
        [
            .. (StepCatalogue.All.GetValueOrDefault(step.Name)?.Inputs ?? []).Where(field =>
                input.RootElement.TryGetProperty(field, out var value) && value.ValueKind switch
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
