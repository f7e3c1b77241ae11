using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Reports;

namespace Dispatch.Server.Reports;

/// <summary>How orders came in and came to their end.</summary>
/// <param name="From">First day of the period, local to the alliance.</param>
/// <param name="To">Last day.</param>
/// <param name="Weeks">Thirteen of them up to the end of the period, each from Monday to Sunday.</param>
/// <param name="Categories">What was filed within the period, the most first; empty for those who see totals only.</param>
public sealed record FlowView(
    string Alliance, Words Name, string From, string To, IReadOnlyList<FlowWeekView> Weeks, IReadOnlyList<FlowCategoryView> Categories)
{
    /// <summary>reported: orders came in when their trouble was reported; left out, or filed, where when they were filed.</summary>
    public string? By { get; init; }

    internal static FlowView Of(Flow flow, Alliance alliance, bool all) => new(
        alliance.Code, alliance.Name, ReportViews.Day(flow.Period.First), ReportViews.Day(flow.Period.Last),
        [
            .. flow.Weeks.Select(week => new FlowWeekView(
                ReportViews.Day(week.Days.First), ReportViews.Day(week.Days.Last), week.Filed, week.Ended)),
        ],
        all
            ? [.. flow.Categories.Select(row => new FlowCategoryView(
                row.Category, ReportViews.NameOf(Dimension.Category, row.Category, alliance)!, row.Weekdays))]
            : []);
}

/// <param name="Ended">As the rate of closed orders counts them: what upheld appeals took out is left out.</param>
public sealed record FlowWeekView(string From, string To, long Filed, long Ended);

/// <param name="Weekdays">How many were filed on Mondays, and so on to Sundays.</param>
public sealed record FlowCategoryView(string Category, Words Name, IReadOnlyList<long> Weekdays);
