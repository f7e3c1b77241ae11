using System.Globalization;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Rosters;
using Dispatch.Server.Rosters;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using NodaTime;
using Calendar = Ical.Net.Calendar;
using Duration = Ical.Net.DataTypes.Duration;

namespace Dispatch.Server.Feeds;

/// <summary>Who chairs an alliance when, each turn an event of whole days.</summary>
static class RosterCalendar
{
    /// <summary>How long a turn that is over is still shown.</summary>
    const int PastDays = 90;

    static readonly Duration Refresh = Duration.FromHours(6);
    static readonly Words Title = new("轮值主席", "Chair on duty");

    /// <summary>The turns of the last <see cref="PastDays"/> days and all that are ahead.</summary>
    /// <param name="alliance">The person's; null for an administrator of all, who has no alliance's roster.</param>
    /// <param name="person">As they are at this instant; the turns of their own member are marked.</param>
    /// <param name="host">The host of this server, which sets its turns apart from those of other servers.</param>
    public static Calendar Of(Alliance? alliance, Caller person, string host, DateTimeOffset now)
    {
        var calendar = CalendarText.Begin(Title, alliance?.Name, Refresh);
        if (alliance is null)
            return calendar;

        var today = alliance.Roster.DayOf(now);
        var first = today.PlusDays(-PastDays);
        calendar.Events.AddRange(RosterView.TurnsOf(alliance.Roster, today).Where(turn => turn.Until >= first)
            .Select(turn => EventOf(turn, alliance, person, host, now)));
        return calendar;
    }

    static CalendarEvent EventOf(Turn turn, Alliance alliance, Caller person, string host, DateTimeOffset now)
    {
        var (chair, deputy) = (alliance.Members[turn.Member].Name, turn.Deputy is { } code ? alliance.Members[code].Name : null);
        var own = turn.Member == person.Member;
        var (zhDeputy, enDeputy) = deputy is null ? ("", "") : ($" (副：{deputy.Zh})", $" (deputy: {deputy.En})");
        return new CalendarEvent
        {
            // The key of the table of turns: another member in the same turn is the same event, changed.
            Uid = $"{alliance.Code}-{turn.From.ToString("uuuuMMdd", CultureInfo.InvariantCulture)}@{host}",
            // When a turn was changed is not stored: every calendar may be a new version.
            DtStamp = CalendarText.At(now),
            Start = new CalDateTime(turn.From.ToDateOnly()),
            // The first day after it.
            End = new CalDateTime(turn.Until.PlusDays(1).ToDateOnly()),
            Summary = CalendarText.Text($"{(own ? "★ " : "")}轮值主席：{chair.Zh}{zhDeputy}"),
            Description = CalendarText.Text($"Chair on duty: {chair.En}{enDeputy}{(own ? "\n本单位轮值 Your member's turn" : "")}"),
            Transparency = Ical.Net.TransparencyType.Transparent,
        };
    }
}
