using System.Globalization;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Clocks;
using Dispatch.Orders;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Server.Orders;

/// <summary>Reads from an address which orders a list is of.</summary>
static class OrderQuery
{
    /// <summary>The parameters, with that of the alliance, which whoever asks has read before.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "alliance", "workflow", "stage", "desk", "member", "category", "urgency", "level", "asked", "filedBy", "merchant", "source",
        "externalId", "q", "from", "to", "weekday", "open", "overdue", "dueBefore",
    ];

    /// <remarks>Faults are in the query afterwards. A merchant's list is of its own orders, whatever it asks for.</remarks>
    public static OrderFilter Read(QueryReader query, Alliance alliance, Caller caller, DateTimeOffset now)
    {
        var (merchant, present) = (query.Values("merchant"), caller.At(now, alliance));
        var (open, overdue, dueBefore) = (query.YesOrNo("open"), query.YesOrNo("overdue"), query.To("dueBefore", alliance.Zone));
        return new OrderFilter(
            alliance.Code,
            query.Values("stage"),
            query.Values("member", alliance.Members.ContainsKey, "unknown-member"),
            query.Values("category", alliance.Categories.ContainsKey),
            caller.Merchant ?? merchant,
            query.Text("q"),
            query.From("from", alliance.Zone),
            query.To("to", alliance.Zone),
            order => Rules.Needs(order, present, alliance, now))
        {
            Desk = query.Values("desk", Desks.ThatHold.Contains),
            Level = query.Values("level", Level.All.Contains),
            Asked = query.Values("asked", asked => OpenRequest.All.Any(question => question.Name == asked)),
            Urgency = query.Values("urgency", Urgency.All.Contains),
            FiledBy = query.Values("filedBy"),
            Workflow = query.Text("workflow"),
            Days = Weekdays(query, alliance),
            Source = query.Text("source"),
            ExternalId = query.Text("externalId"),
            Open = open,
            DueBefore = overdue == true && !(dueBefore < now) ? now : dueBefore,
            DueFrom = overdue == false ? now : null,
        };
    }

    /// <summary>The days of the weekdays that are asked for, 1 for Monday to 7, between two days that are given too.</summary>
    static IReadOnlyList<(DateTimeOffset, DateTimeOffset)>? Weekdays(QueryReader query, Alliance alliance)
    {
        if (query.Values("weekday", day => day is [>= '1' and <= '7']) is not { } weekdays)
            return null;
        if ((query.Day("from"), query.Day("to")) is not ({ } from, { } to) || Period.DaysBetween(from, to) is < 0 or > LongestYear)
        {
            query.Fault("weekday", "needs-two-days-a-year-apart-at-most");
            return null;
        }

        return
        [
            .. new Dispatch.Reports.Period(from, to).Days()
                .Where(day => weekdays.Values.Contains(((int)day.DayOfWeek).ToString(CultureInfo.InvariantCulture)))
                .Select(day => (Begin(day), Begin(day.PlusDays(1)))),
        ];

        DateTimeOffset Begin(LocalDate day) => alliance.Zone.AtStartOfDay(day).ToDateTimeOffset();
    }

    const int LongestYear = 366;
}
