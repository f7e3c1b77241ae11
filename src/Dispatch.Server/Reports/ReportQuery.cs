using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Reports;
using Dispatch.Server.Pages;
using NodaTime;
using Period = Dispatch.Reports.Period;

namespace Dispatch.Server.Reports;

/// <summary>What a page of reports is asked to show.</summary>
/// <param name="By">As it stands in addresses: alliance, members, chairs, categories or communities.</param>
/// <param name="Text">The period as people name it: a month, quarter or year, or two days.</param>
/// <param name="Span">The period as addresses have it.</param>
/// <param name="Time">Of <see cref="Times"/>: empty, or of <see cref="CountedBy.Names"/>.</param>
sealed record ReportQuery(string By, string Dimension, Period Period, string Text, string Span, Sight Sight, string Time)
{
    /// <summary>By which time the period is meant; the first is the usual one.</summary>
    public static (string Name, Words Words)[] Times { get; } =
    [
        ("", new("办结、到期之日", "when it was decided")),
        (CountedBy.Filed, new("上报时间", "when it was filed")),
        (CountedBy.Reported, new("反映时间", "when it was reported")),
    ];

    /// <summary>The period, and by which time it is meant, as addresses of pages have it.</summary>
    public string Address => Time.Length > 0 ? $"{Span}&time={Time}" : Span;

    /// <summary>The same as addresses of workbooks have it, where <c>by</c> says the time, as over HTTP.</summary>
    public string WorkbookAddress => Time.Length > 0 ? $"{Span}&by={Time}" : Span;

    /// <summary>The time of the orders that lies in a period; null for the usual one.</summary>
    public CountedBy? AskedBy(Alliance alliance, Period period) =>
        CountedBy.Of(Time.Length > 0 ? Time : null, period, alliance.Zone);

    /// <summary>The same length of time before.</summary>
    public Period Before => Reports.PeriodBefore.Of(Period);

    /// <returns>Null when the reader may not see such a report, or the address asks for none.</returns>
    public static ReportQuery? Read(Viewer viewer)
    {
        if (viewer is not { Alliance: { } alliance, Caller: { Merchant: null } caller })
            return null;
        var query = viewer.Context.Request.Query;
        var sight = Sight.Of(caller, alliance, viewer.Now);
        var by = query["by"].ToString() is { Length: > 0 } named ? named : sight.All || sight.Member is not null ? "members" : "alliance";
        if (!ReportEndpoints.Dimensions.TryGetValue(by, out var dimension) || !sight.MaySeeReport(dimension))
            return null;
        var time = query["time"].ToString();
        if (Times.All(known => known.Name != time))
            return null;
        var today = Instant.FromDateTimeOffset(viewer.Now).InZone(alliance.Zone).Date;
        var text = query["period"].ToString() is { Length: > 0 } given ? given : $"{today.Year:0000}-{today.Month:00}";
        var (from, to) = (DateReading.Day(query["from"].ToString()), DateReading.Day(query["to"].ToString()));
        if (from is { } first && to is { } last)
        {
            return first <= last && NodaTime.Period.DaysBetween(first, last) < Period.Longest
                ? new ReportQuery(
                    by, dimension, new Period(first, last), $"{query["from"]} – {query["to"]}",
                    $"from={query["from"]}&to={query["to"]}", sight, time)
                : null;
        }

        return Period.Read(text) is { } period
            ? new ReportQuery(by, dimension, period, text, $"period={Uri.EscapeDataString(text)}", sight, time)
            : null;
    }

    /// <summary>Months and quarters that people ask for, the present one first.</summary>
    public static IReadOnlyList<string> Choices(Alliance alliance, DateTimeOffset now)
    {
        var today = Instant.FromDateTimeOffset(now).InZone(alliance.Zone).Date;
        var months = Enumerable.Range(0, 12).Select(ago => today.PlusMonths(-ago)).Select(day => $"{day.Year:0000}-{day.Month:00}");
        var quarters = Enumerable.Range(0, 4).Select(ago => today.PlusMonths(-3 * ago)).Select(
            day => $"{day.Year:0000}-Q{((day.Month - 1) / 3) + 1}");
        return [.. months, .. quarters.Distinct(), $"{today.Year:0000}", $"{today.Year - 1:0000}"];
    }
}

/// <summary>The period that another one is compared with.</summary>
static class PeriodBefore
{
    /// <summary>As many months before it, where it is whole months; else as many days.</summary>
    public static Period Of(Period period)
    {
        var next = period.Last.PlusDays(1);
        if (period.First.Day == 1 && next.Day == 1)
        {
            var months = ((next.Year - period.First.Year) * 12) + next.Month - period.First.Month;
            return new Period(period.First.PlusMonths(-months), period.First.PlusDays(-1));
        }

        var days = NodaTime.Period.DaysBetween(period.First, next);
        return new Period(period.First.PlusDays(-days), period.First.PlusDays(-1));
    }
}
