using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Workflows;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;

namespace Dispatch.Server.Feeds;

/// <summary>What a calendar shows of an order that waits.</summary>
/// <param name="Stage">Where it waits.</param>
/// <param name="LastStep">When its last step was taken.</param>
/// <param name="Address">Its address in the API; null when the request does not name the host.</param>
sealed record Deadline(Order Order, Stage Stage, DateTimeOffset LastStep, Uri? Address);

/// <summary>What waits for a person, each order at the time it is due.</summary>
/// <remarks>
/// Events and not to-dos: Google's and Outlook's calendars ignore the to-dos of a feed. Calendars are copied to whoever runs the
/// calendar program, so they contain as little as possible: stage, number and title; never the merchant, the place or the text.
/// </remarks>
static class DeadlineCalendar
{
    /// <summary>The most events a calendar has; those due first are shown.</summary>
    public const int Most = 200;

    /// <summary>Long enough to see and touch in the view of a day, where an event without length is a line or not drawn at all.</summary>
    static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    /// <summary>How long before the order is due the program reminds, where its owner lets a feed do so.</summary>
    static readonly Duration Notice = Duration.FromMinutes(-30);

    static readonly Duration Refresh = Duration.FromMinutes(15);
    static readonly Words Title = new("待办时限", "Deadlines");
    static readonly Words FirstOnes = new($"待办时限（最先到期的 {Most} 件）", $"Deadlines (the first {Most})");

    /// <param name="alliance">The person's; null for an administrator of all, for whom nothing waits.</param>
    /// <param name="deadlines">Earliest due first.</param>
    /// <param name="isWhole">Whether these are all that there are.</param>
    public static Calendar Of(Alliance? alliance, IEnumerable<Deadline> deadlines, bool isWhole = true)
    {
        var calendar = CalendarText.Begin(isWhole ? Title : FirstOnes, alliance?.Name, Refresh);
        calendar.Events.AddRange(deadlines.SelectMany(EventOf));
        return calendar;
    }

    static IEnumerable<CalendarEvent> EventOf(Deadline deadline)
    {
        var (order, stage) = (deadline.Order, deadline.Stage);
        if (order.Due is not { } due)
            yield break;

        var summary = CalendarText.Text($"[{stage.Title.Zh}] {order.Number} {PersonalNumbers.Hidden(order.Title)}");
        var lastStep = CalendarText.At(deadline.LastStep);
        CalendarEvent waiting = new()
        {
            // The order's own id: at another stage it is the same event, moved.
            Uid = order.Id.ToString(),
            Sequence = order.Version,
            DtStamp = lastStep,
            LastModified = lastStep,
            Start = CalendarText.At(due),
            End = CalendarText.At(due + Length),
            Summary = summary,
            Description = CalendarText.Text($"阶段：{stage.Title.Zh}\nStage: {stage.Title.En}"),
            Url = deadline.Address,
            // A day full of deadlines is still free for a meeting.
            Transparency = TransparencyType.Transparent,
        };
        waiting.Alarms.Add(new Alarm { Action = AlarmAction.Display, Description = summary, Trigger = new Trigger(Notice) });
        yield return waiting;
    }
}
