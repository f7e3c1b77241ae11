using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Orders.Steps;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>What a step does to the clocks of an order. Pure.</summary>
/// <remarks>
/// <para>The stage's clock begins with the stage. The clock of the work begins when the chair dispatches, not when somebody signs, and a
/// member who gives an order back and gets it again goes on with what was left; another member has the whole limit. The order's clock
/// begins with the filing, or with the report of the trouble where the workflow says so, stands still at the end and goes on when the
/// order is reopened: no return gives any of it back.</para>
/// <para>Comments and pictures touch no clock, and no merger starts one anew.</para>
/// <para>What the system does late counts from when it was due: a time without a server gives nobody any.</para>
/// </remarks>
static class Timing
{
    /// <param name="before">The order as the step found it.</param>
    /// <param name="after">As the step leaves it, but for its clocks.</param>
    public static OrderClocks After(Order before, Order after, IStep step, Situation at)
    {
        at = at with { Now = step is FollowStep ? CameBackAt(before, at) : CountsFrom(step, before.Clocks, at.Now) };
        var (calendar, now) = (at.Alliance.Calendar, at.Now);
        var clocks = step switch
        {
            SuspendStep suspend => Suspend(before, suspend.Until, at),
            // Whoever gets it next decides whether it still has to wait.
            HandBackStep when before.Stage != after.Stage && before.Clocks.SuspendedUntil is not null =>
                before.Clocks.Each(clock => clock.Resume(now, calendar)) with { SuspendedUntil = null },
            ResumeStep => before.Clocks.Each(clock => clock.Resume(now, calendar)) with { SuspendedUntil = null },
            GrantStep => before.Clocks.Each(clock => clock.Of == ClockOf.Lapse
                ? clock
                : clock.Extend(LimitOf(before.State.Extension) ?? clock.Limit, now, at.CalendarOf(clock), calendar)),
            WarnStep { Of: var of } => CountNotice(before.Clocks, of),
            BreachStep { Of: var of } => CountNotice(before.Clocks, of),
            EscalateStep { Of: var of } => CountNotice(before.Clocks, of),
            RecallStep when before.Last is { Before.Clocks: var earlier } => TakeBack(before.Clocks, earlier, calendar),
            CorrectStep => Correct(before, after, at),
            RetimeStep when Lacks(before, at.Workflow) => Begin(before, at),
            RetimeStep { Reason: not null } => before.Clocks.Each(clock => Retimed(before, clock, calendar) ?? clock),
            RetimeStep => before.Clocks.Each(clock => clock.Provisional && clock.Runs ? clock.Recompute(calendar) : clock),
            _ => before.Clocks,
        };
        if (before.Version == 0 && at.Workflow.Limit is { } whole)
            clocks = clocks.With(Clock.Start(ClockOf.Order, whole, Beginning(after, at.Workflow.IsFromReported, now), calendar));
        if (step is SettleStep or ReassignStep || (before.Stage != after.Stage && step is not RecallStep))
            clocks = MoveStage(clocks, before, after, step, at);

        var next = Alarm.Next(clocks, at.Workflow.Ladder, after.State.Urgency == "urgent", calendar);
        return clocks with { NextAt = next?.At.WholeMicroseconds() };
    }

    /// <summary>From when the limits count that a step begins, stops or lets go on.</summary>
    /// <param name="before">The clocks as the step found them.</param>
    /// <param name="at">When it is taken.</param>
    internal static DateTimeOffset CountsFrom(IStep step, OrderClocks before, DateTimeOffset at)
    {
        var due = step switch
        {
            LapseStep => before.Find(ClockOf.Lapse)?.Due,
            ResumeStep => before.SuspendedUntil, // or earlier, by hand
            _ => null,
        };
        return due < at ? due.Value : at;
    }

    /// <summary>When the order that went on for this one came to nothing; not before this one was merged.</summary>
    static DateTimeOffset CameBackAt(Order order, Situation at) =>
        order.GoesOnAs(at.Others) is { Desk: null, Since: var ended } && ended < at.Now
            ? (ended > order.Since ? ended : order.Since)
            : at.Now;

    /// <summary>An order that was last moved before there were clocks, although its workflow has limits for where it is.</summary>
    public static bool Lacks(Order order, Workflow workflow) =>
        order.Clocks.All.Count == 0 && order.Desk is not null && (workflow.Limit ?? workflow.Stage(order.Stage).Limit) is not null;

    /// <summary>As if they had run since the order came to its stage: what was missed meanwhile is made up for.</summary>
    static OrderClocks Begin(Order order, Situation at)
    {
        var (calendar, stage) = (at.Alliance.Calendar, at.Workflow.Stage(order.Stage));
        var clocks = order.Clocks;
        if (at.Workflow.Limit is { } whole)
            clocks = clocks.With(Clock.Start(ClockOf.Order, whole, Beginning(order, at.Workflow.IsFromReported, order.FiledAt), calendar));
        if (stage.Limit is { } limit)
            clocks = clocks.With(Clock.Start(ClockOf.Stage, limit, order.Since, calendar));
        if (stage.Steps.GetValueOrDefault("lapse") is { After: { } patience })
            clocks = clocks.With(Clock.Start(ClockOf.Lapse, patience, order.Since, calendar));
        if (order is { Desk: Desks.Member, State.Lead: not null } && at.Alliance.LimitOf(order.Category, order.State.Urgency) is { } work)
            clocks = clocks.With(Clock.Start(ClockOf.Work, work, order.Since, calendar));
        return clocks;
    }

    /// <summary>From when a limit counts that begins with the filing.</summary>
    static DateTimeOffset Beginning(Order order, bool isFromReported, DateTimeOffset now) =>
        isFromReported && order.ReportedAt is { } reported ? reported : now;

    /// <summary>A limit computed again by the calendar of today, for whoever asks for it; null where that moves nothing.</summary>
    /// <remarks>What the joint meeting set a time for is due then by any calendar; what stands still is computed when it runs on.</remarks>
    public static Clock? Retimed(Order order, Clock clock, WorkingCalendar calendar) =>
        clock.Runs && order.LimitOf(clock) is not null
        && clock.Recompute(calendar) is var moved && !moved.EndsLike(clock)
            ? moved
            : null;

    static Limit? LimitOf(ExtendStep? asked) => asked?.Limit is { } words ? Limit.Read(words) : null;

    static OrderClocks CountNotice(OrderClocks clocks, string of) =>
        clocks.Find(of) is { } clock ? clocks.With(clock with { NoticesGiven = clock.NoticesGiven + 1 }) : clocks;

    /// <summary>The limits from before a move that is taken back, as if it had not been made.</summary>
    /// <remarks>Of those that ran on through it, no notice is given twice.</remarks>
    static OrderClocks TakeBack(OrderClocks clocks, OrderClocks earlier, WorkingCalendar calendar) => earlier.Each(clock =>
    {
        var ranOn = clock.Of is ClockOf.Work or ClockOf.Order && clocks.Find(clock.Of) is { } now && now.Began == clock.Began ? now : clock;
        var told = clock with { NoticesGiven = Math.Max(clock.NoticesGiven, ranOn.NoticesGiven) };
        return told.Provisional && told.Runs ? told.Recompute(calendar) : told;
    });

    /// <summary>The limit of the work, and what was used of it, as if category and urgency had always been what they are now.</summary>
    static OrderClocks Correct(Order before, Order after, Situation at)
    {
        var clocks = AsIfAlways(before, after.Category, after.State.Urgency, at.History, at).LastOrDefault() ?? OrderClocks.None;
        var others = before.Clocks.Without(ClockOf.Work) with { Used = clocks.Used };
        if (clocks.Find(ClockOf.Work) is not { } work)
            return others;
        // Days may have been announced since the calendar that it is computed with.
        if (work.Provisional && work.Runs)
            work = work.Recompute(at.Alliance.Calendar);
        // Notices that were given of another limit are none of this one, unless it has come as far.
        var most = work.Due <= at.Now ? int.MaxValue : work.WarnAt <= at.Now ? Clock.Warned : 0;
        return others.With(work with { NoticesGiven = Math.Min(work.NoticesGiven, most) });
    }

    /// <summary>The clocks after each step of a history, had category and urgency been these from the beginning.</summary>
    /// <remarks>Each step computes by the calendar that it computed by: nobody is moved by what was changed since.</remarks>
    internal static IEnumerable<OrderClocks> AsIfAlways(
        Order order, string category, string urgency, IReadOnlyList<TakenStep> history, Situation at)
    {
        var (calendar, recorded) = (CalendarOfFirst(history, at), OrderClocks.None);
        order = OrderList.Recomputed(order, []);
        foreach (var taken in history)
        {
            calendar = CalendarOf(taken, recorded, at) ?? calendar;
            recorded = taken.Clocks ?? recorded;
            var next = order.After(taken);
            next = next with { Category = category, State = next.State with { Urgency = urgency }, Clocks = order.Clocks };
            var clocks = taken.Step is CorrectStep
                ? ForgetNotices(order.Clocks, taken.Clocks)
                : After(order, next, taken.Step, at with { Now = taken.At, Alliance = at.Alliance with { Calendar = calendar } });
            order = next with { Clocks = clocks };
            yield return clocks;
        }
    }

    /// <summary>The calendar that a step of a history computed limits by; null where it computed none, or nobody knows.</summary>
    /// <param name="before">The clocks as it found them.</param>
    static WorkingCalendar? CalendarOf(TakenStep taken, OrderClocks before, Situation at) =>
        taken.Clocks?.All.Where(clock => clock.Calendar is not null && clock.Runs && IsComputed(clock, before.Find(clock.Of)))
            .MaxBy(clock => clock.From) is { } computed
            ? at.CalendarOf(computed)
            : null;

    /// <summary>What was only stopped, let run on late or told of has the end that it had.</summary>
    static bool IsComputed(Clock clock, Clock? before) =>
        before is null || clock != before with { NoticesGiven = clock.NoticesGiven, Left = clock.Left };

    static WorkingCalendar CalendarOfFirst(IReadOnlyList<TakenStep> history, Situation at) =>
        history.Select(taken => CalendarOf(taken, OrderClocks.None, at)).FirstOrDefault(calendar => calendar is not null)
        ?? at.Alliance.Calendar;

    /// <summary>Notices of a limit that an earlier correction ended are given again.</summary>
    static OrderClocks ForgetNotices(OrderClocks clocks, OrderClocks? corrected) =>
        clocks.Find(ClockOf.Work) is { } work && corrected is not null
            ? clocks.With(work with { NoticesGiven = corrected.Find(ClockOf.Work)?.NoticesGiven ?? 0 })
            : clocks;

    static OrderClocks Suspend(Order order, DateTimeOffset until, Situation at)
    {
        var booked = BookWork(order.Clocks, order, at);
        return booked.Each(clock => clock.Stop(at.Now, at.CalendarOf(clock))) with { SuspendedUntil = until };
    }

    static OrderClocks MoveStage(OrderClocks clocks, Order before, Order after, IStep step, Situation at)
    {
        var (calendar, now) = (at.Alliance.Calendar, at.Now);
        var stage = at.Workflow.Stage(after.Stage);

        clocks = MoveWork(clocks, before, after, step, at).Without(ClockOf.Stage).Without(ClockOf.Lapse);
        if (stage.Limit is { } limit)
        {
            var began = Beginning(after, before.Version == 0 && stage.IsFromReported, now);
            clocks = clocks.With(Clock.Start(ClockOf.Stage, limit, began, calendar));
        }

        if (stage.Steps.GetValueOrDefault("lapse") is { After: { } patience })
            clocks = clocks.With(Clock.Start(ClockOf.Lapse, patience, now, calendar));
        if (clocks.Find(ClockOf.Order) is { } whole)
            clocks = clocks.With(stage.Final ? whole.Stop(now, at.CalendarOf(whole)) : whole.Resume(now, calendar));
        return stage.Final ? clocks with { SuspendedUntil = null } : clocks;
    }

    /// <summary>The clock of the work: it goes on with the same lead, and another's begins.</summary>
    static OrderClocks MoveWork(OrderClocks clocks, Order before, Order after, IStep step, Situation at)
    {
        var (calendar, now) = (at.Alliance.Calendar, at.Now);
        var (earlier, lead) = (before.State.Lead?.Member, after.Desk == Desks.Member ? after.State.Lead?.Member : null);
        var work = clocks.Find(ClockOf.Work);
        if (work is not null && lead == earlier && step is not SettleStep)
            return clocks;

        clocks = BookWork(clocks, before, at).Without(ClockOf.Work);
        if (step is ReopenStep)
            clocks = clocks with { Used = OrderClocks.None.Used };
        if (lead is null)
            return clocks;

        var limit = at.Alliance.LimitOf(after.Category, after.State.Urgency);
        if (step is SettleStep settle)
            return clocks.With(Clock.Until(ClockOf.Work, limit ?? at.Workflow.Stage(after.Stage).Limit!, settle.By, now, calendar));
        return limit is null ? clocks : clocks.With(Clock.Start(ClockOf.Work, limit, now, calendar, clocks.Used.GetValueOrDefault(lead)));
    }

    /// <summary>What the lead has used of the limit is theirs for good.</summary>
    static OrderClocks BookWork(OrderClocks clocks, Order order, Situation at)
    {
        if (clocks.Find(ClockOf.Work) is not { Runs: true } work || order.State.Lead is not { } lead)
            return clocks;
        var used = clocks.Used.GetValueOrDefault(lead.Member) + work.UsedAt(at.Now, at.CalendarOf(work));
        return clocks with { Used = new Dictionary<string, TimeSpan>(clocks.Used) { [lead.Member] = used } };
    }
}
