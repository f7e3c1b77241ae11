using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Workflows;

namespace Dispatch.Server.Orders;

/// <summary>Why an order is due when it is.</summary>
/// <param name="Due">When the first of its limits ends; left out at its end.</param>
/// <param name="SuspendedUntil">The clocks stand still until then at the latest; left out while they run.</param>
/// <param name="Calendar">The working calendar of the alliance.</param>
/// <param name="Deadlines">The next one first.</param>
/// <param name="Holders">Its life so far, stretch by stretch: the seconds add up to it.</param>
public sealed record DeadlinesView(
    string Number, DateTimeOffset? Due, DateTimeOffset? SuspendedUntil, string Calendar, IReadOnlyList<DeadlineView> Deadlines,
    IReadOnlyList<HolderView> Holders)
{
    /// <param name="history">Its steps up to where it stands.</param>
    /// <param name="calendars">Those that its limits were computed with; read here where they were not yet.</param>
    public static async Task<DeadlinesView> OfAsync(
        Order order, IReadOnlyList<TakenStep> history, Workflow workflow, Alliance alliance, KeptCalendars calendars, DateTimeOffset now,
        CancellationToken cancel)
    {
        await calendars.ReadAsync(ExplainedDeadline.CalendarsOf(history).Where(digest => digest != alliance.Calendar.Digest), cancel);
        Situation at = new(workflow, alliance, Caller.System, now, Situation.NoOthers) { Calendars = calendars.Find };
        return Of(order, Corrected.Of(order, history, at), alliance, calendars, now);
    }

    static DeadlinesView Of(
        Order order, IReadOnlyList<TakenStep> history, Alliance alliance, KeptCalendars calendars, DateTimeOffset now) => new(
        order.Number,
        order.Due,
        order.Clocks.SuspendedUntil,
        alliance.Calendar.Name,
        [
            .. ExplainedDeadline.Of(order, history, alliance.Calendar, calendars.Find)
                .Select(deadline => DeadlineView.From(deadline, alliance.Calendar, order.LimitOf(deadline.Clock))),
        ],
        [
            .. Booking.Of(order, history, alliance, now).Select(booking => new HolderView(
                booking.Stage, booking.Desk, booking.Member, booking.From, booking.To,
                booking.Length.TotalSeconds, booking.Working.TotalSeconds,
                booking.Suspended)),
        ]);
}

/// <summary>A limit of an order.</summary>
/// <param name="Of">stage 环节, work 办理 or order 全程.</param>
/// <param name="Limit">In Chinese and English; what the joint meeting set is no limit of a file, and says so.</param>
/// <param name="Due">When it ends; while it stands still, when it would have ended.</param>
/// <param name="Runs">False while it stands still.</param>
/// <param name="Breached">It ended before its holder was done, and that was noted; it stays noted.</param>
/// <param name="Provisional">Counted on days whose holidays are not announced yet; computed again once they are.</param>
/// <param name="CountedSeconds">The sum of the spans that count.</param>
/// <param name="Spans">
/// Stretch by stretch. Where these are more than a hundred or so, two at the end, of the same time, sum up what counts of the rest and what
/// is left out.
/// </param>
/// <param name="UsedSeconds">
/// What its holder had used of it before they gave the order back: with what counts it is the limit. Left out where that was nothing.
/// </param>
/// <param name="Calendar">Digest of the calendar that it was computed with, which is the one that explains it.</param>
/// <param name="FormerCalendar">True where the calendar has changed since; left out where it has not.</param>
public sealed record DeadlineView(
    string Of, Words Limit, DateTimeOffset Began, DateTimeOffset Due, DateTimeOffset WarnAt, bool Runs, bool Breached, bool Provisional,
    double CountedSeconds, double? UsedSeconds, IReadOnlyList<SpanView> Spans, string Calendar, bool? FormerCalendar)
{
    static readonly Words SetByTheMeeting = new("联席会议议定", "set by the joint meeting");

    internal static DeadlineView From(ExplainedDeadline deadline, WorkingCalendar today, Limit? limit) => new(
        deadline.Clock.Of,
        limit?.Words ?? SetByTheMeeting,
        deadline.Clock.Began,
        deadline.Clock.Due,
        deadline.Clock.WarnAt,
        deadline.Clock.Runs,
        deadline.Clock.IsBreached,
        deadline.Clock.Provisional,
        deadline.Counted.TotalSeconds,
        deadline.Used > TimeSpan.Zero ? deadline.Used.TotalSeconds : null,
        [
            .. deadline.Spans.Select(span => new SpanView(span.From, span.To, span.Counts, span.Reason, span.Length.TotalSeconds)),
            .. deadline.Rest is { } rest
                ? (SpanView[])[Sum(rest, true, rest.Counted), Sum(rest, false, rest.LeftOut)]
                : [],
        ],
        deadline.Calendar.Digest,
        deadline.Calendar.Digest == today.Digest ? null : true);

    static SpanView Sum(ExplainedRest rest, bool counts, TimeSpan length) =>
        new(rest.From, rest.To, counts, counts ? Counts : LeftOut, length.TotalSeconds);

    static readonly Words Counts = new("其余合计", "the rest, summed up");
    static readonly Words LeftOut = new("其余不计的时间合计", "the rest that is left out, summed up");
}

/// <summary>A stretch that counted or was left out, with the reason.</summary>
/// <param name="Seconds">Its length; of a sum, that of its parts.</param>
public sealed record SpanView(DateTimeOffset From, DateTimeOffset To, bool Counts, Words Reason, double Seconds);

/// <summary>Who held the order how long.</summary>
/// <param name="Desk">Left out between its end and a reopening.</param>
/// <param name="Member">The lead, or the chair on duty.</param>
/// <param name="WorkingSeconds">The working time in it.</param>
public sealed record HolderView(
    string Stage, string? Desk, string? Member, DateTimeOffset From, DateTimeOffset To, double Seconds,
    double WorkingSeconds, bool Suspended);
