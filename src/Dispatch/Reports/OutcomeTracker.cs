using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Reports.Judging;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Reports;

/// <summary>Walks through the history of an order and reads its outcomes off it. Pure: never asks what time it is.</summary>
/// <remarks>
/// A limit that ended before its holder was done is missed for good, whether or not the watch was there to say so, and whatever was
/// granted later. Where two members had an order one after the other, each answers for their own part.
/// </remarks>
public sealed class OutcomeTracker
{
    readonly WorkingCalendar calendar;
    readonly MemberParts parts = new();
    readonly List<Stay> stays = [];
    readonly List<Cycle> cycles = [];
    Order order;
    string chair = "";

    OutcomeTracker(Order blank, WorkingCalendar calendar) => (order, this.calendar) = (blank, calendar);

    /// <param name="filed">The order; only its id, number, alliance and workflow are used.</param>
    /// <param name="history">Every step, first to last.</param>
    /// <param name="calendar">The alliance's: stays are measured in its working time, and days are those of its zone.</param>
    public static IReadOnlyList<Outcome> OutcomesOf(Order filed, IReadOnlyList<TakenStep> history, WorkingCalendar calendar)
    {
        if (history.Count == 0)
            return [];

        OutcomeTracker tracker = new(OrderList.Recomputed(filed, []), calendar);
        foreach (var taken in TakenBack.LeftOut(history))
            tracker.Take(taken);
        return tracker.Outcomes(history[0]);
    }

    Cycle Current => cycles[^1];

    void Take(TakenStep taken)
    {
        foreach (var span in parts.All.Concat<TimedSpan>(stays).Concat(cycles).Where(span => span.Done is null))
            span.PassUntil(taken.At);

        var before = order;
        order = order.After(taken);
        Apply(before, taken);
        Move(before, taken);
        parts.EndAllBut([.. order.State.Open], taken.At);
        Follow(taken);
    }

    void Apply(Order before, TakenStep taken)
    {
        var (at, actor) = (taken.At, taken.Actor);
        switch (taken.Step)
        {
            case SettleStep:
                chair = "";
                parts.Give(order.State.Open, chair, cycles.Count, at);
                break;
            case AssignStep or ReassignStep:
                chair = actor.Member ?? "";
                parts.Give(order.State.Open, chair, cycles.Count, at);
                break;
            case OfferStep:
                chair = before.Desk == Desks.Chair ? actor.Member ?? "" : "";
                parts.EndAll(at);
                break;
            case ClaimStep when order.State.OpenPartOf(actor) is { } mine:
                parts.Claim(mine, chair, cycles.Count, at);
                break;
            case ReturnStep when before.State.OpenPartOf(actor) is { } mine:
                parts.Return(mine, at);
                break;
            case ResolveStep when before.State.OpenPartOf(actor) is { } mine:
                parts.Resolve(mine, at);
                if (taken.From != taken.To)
                    (Current.Resolved, Current.Member) = (at, before.State.Lead?.Member ?? "");
                break;
            case GrantStep:
                parts.Extend();
                break;
            case ConfirmStep confirm:
                (Current.Verdict, Current.Confirmed, Current.Rating) = (at, true, confirm.Rating);
                break;
            case LapseStep when taken.Desk is null:
                Current.Verdict = at;
                break;
            case ReopenStep:
                parts.EndAll(at);
                (Current.Verdict, Current.Reopened) = (Current.Verdict ?? at, true);
                cycles.Add(new Cycle { Began = at, MissedBefore = cycles.Any(cycle => cycle.Missed is not null) });
                break;
            case FollowStep { Outcome: FollowStep.ComesBack } or SeparateStep:
                (Current.Verdict, Current.Dropped) = (null, false);
                break;
            case WithdrawStep or RefuseStep or MergeStep:
                (Current.Verdict, Current.Dropped) = (at, true);
                break;
        }
    }

    /// <summary>The order leaves a stage and comes to another.</summary>
    void Move(Order before, TakenStep taken)
    {
        if (before.Version == 0)
            cycles.Add(new Cycle { Began = taken.At });
        var here = stays.LastOrDefault(stay => stay.Left is null);
        if (taken.Step is SuspendStep)
            here?.Suspend(taken.At);
        if (taken.Step is ResumeStep || taken.HasMoved)
            here?.Resume(taken.At, calendar);

        if (!taken.HasMoved)
            return;
        if (here is not null)
        {
            here.Left = taken.At;
            here.Member = here.Desk == Desks.Member ? before.State.Lead?.Member ?? "" : "";
            here.Chair = chair;
        }

        if (taken.Desk is { } desk)
            stays.Add(new Stay { Began = taken.At, Stage = taken.To, Desk = desk });
    }

    /// <summary>Gives what is open its limit as the step left it.</summary>
    void Follow(TakenStep taken)
    {
        var clocks = order.Clocks;
        var stage = clocks.Find(ClockOf.Stage);
        var here = stays.LastOrDefault();
        if (here is { Left: null })
            here.Limit(here.Desk == Desks.Member ? null : stage);
        Current.Limit(clocks.Find(ClockOf.Order));
        Current.Chair = chair;

        foreach (var part in parts.Dispatches.Where(part => part.Done is null))
        {
            part.Stay ??= here;
            // A supporting member may claim after the lead has, when another stage has begun: its own time to claim runs on.
            part.Limit(part.Stay == here ? stage : taken.Step switch
            {
                SuspendStep => part.Clock?.Stop(taken.At, calendar),
                ResumeStep => part.Clock?.Resume(taken.At, calendar),
                _ => part.Clock,
            });
        }

        // Until the lead has claimed, the stage's own limit is the time to claim and not the time for the work.
        var atWork = order.Desk == Desks.Member && order.State.Lead is not { State: PartState.Assigned };
        foreach (var work in parts.Works.Where(work => work.Done is null))
        {
            var limit = clocks.Find(ClockOf.Work) ?? (atWork ? stage : null);
            if (taken.Step is CorrectStep)
                work.Correct(limit);
            else
                work.Limit(limit);
        }
    }

    List<Outcome> Outcomes(TakenStep filing)
    {
        if (Current.Resolved is null)
            Current.Member = order.State.Lead?.Member ?? "";
        var community = filing.Step is FileStep { MerchantCode: null } or FileStep { IsOnBehalf: true } ? filing.Actor.Id : "";
        List<Outcome> outcomes = [];
        foreach (var span in parts.All.Concat<TimedSpan>(cycles).Concat(stays))
        {
            if (span.Judge() is not { } judgement)
                continue;
            outcomes.Add(Outcome(span.Kind, span.Member, span.Chair, judgement) with
            {
                Stage = (span as Stay)?.Stage ?? "",
                Minutes = (span as Stay)?.Minutes(calendar),
            });
        }

        if (order.Desk is null)
        {
            var closed = Measures.Closed.Bit;
            Judgement end = new(order.Since, closed, Current.Dropped ? 0 : closed);
            outcomes.Add(Outcome(OutcomeKind.End, order.State.Lead?.Member ?? "", chair, end));
        }

        return outcomes;

        Outcome Outcome(string kind, string member, string chair, Judgement judgement) => new()
        {
            OrderId = order.Id,
            Ordinal = outcomes.Count,
            Alliance = order.Alliance,
            Kind = kind,
            Day = Days.Text(Instant.FromDateTimeOffset(judgement.At).InZone(calendar.Zone).Date),
            Member = member,
            Chair = chair,
            Category = order.Category,
            Community = community,
            Asked = judgement.Asked,
            Met = judgement.Met,
            Exempt = order.State.Appeal == AppealState.Upheld,
            Due = judgement.IsOpen ? judgement.At : null,
        };
    }
}
