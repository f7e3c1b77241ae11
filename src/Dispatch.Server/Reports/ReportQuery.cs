using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Server.Pages;
using NodaTime;
using Period = Dispatch.Reports.Period;

namespace Dispatch.Server.Reports;

/// <summary>What a page of reports is asked to show.</summary>
/// <param name="By">As it stands in addresses: alliance, members, chairs, categories or communities.</param>
/// <param name="Text">The period as people name it: a month, quarter or year, or two days.</param>
/// <param name="Address">The period as addresses have it.</param>
sealed record ReportQuery(string By, string Dimension, Period Period, string Text, string Address, Sight Sight)
{
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
        var today = Instant.FromDateTimeOffset(viewer.Now).InZone(alliance.Zone).Date;
        var text = query["period"].ToString() is { Length: > 0 } given ? given : $"{today.Year:0000}-{today.Month:00}";
        var (from, to) = (DateReading.Day(query["from"].ToString()), DateReading.Day(query["to"].ToString()));
        if (from is { } first && to is { } last)
        {
            return first <= last && NodaTime.Period.DaysBetween(first, last) < Period.Longest
                ? new ReportQuery(
                    by, dimension, new Period(first, last), $"{query["from"]} – {query["to"]}",
                    $"from={query["from"]}&to={query["to"]}", sight)
                : null;
        }

        return Period.Read(text) is { } period
            ? new ReportQuery(by, dimension, period, text, $"period={Uri.EscapeDataString(text)}", sight)
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
