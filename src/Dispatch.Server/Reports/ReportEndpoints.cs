using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Reports;
using Dispatch.Server.Accounts;
using Dispatch.Server.Alliances;
using Dispatch.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using Period = Dispatch.Reports.Period;

namespace Dispatch.Server.Reports;

/// <summary>Reports over HTTP, as JSON and as workbooks.</summary>
/// <remarks>
/// The secretariat, who chairs at that instant and administrators see everything; members their own figures, the totals and the
/// ranking; community workers the totals and the ranking; merchants nothing. Nobody sees a person's name or telephone number.
/// </remarks>
static class ReportEndpoints
{
    const string Scorecards = "scorecards";
    const string Flow = "flow";

    internal static readonly Dictionary<string, string> Dimensions = new()
    {
        ["alliance"] = Dimension.Alliance,
        ["members"] = Dimension.Member,
        ["chairs"] = Dimension.Chair,
        ["categories"] = Dimension.Category,
        ["communities"] = Dimension.Community,
    };

    public static void MapReports(this IEndpointRouteBuilder api)
    {
        api.MapGet("/reports", All)
            .WithName("listReports")
            .WithSummary("报表目录 The reports and the formulas of their rates")
            .Produces<ReportCatalog>()
            .ProducesProblems(403);

        api.MapGet("/reports/{report}", FindAsync)
            .WithName("getReport")
            .WithSummary("报表 The rates of a period: alliance, members, chairs, categories or communities")
            .WithDescription(
                "Each rate with numerator and denominator; null where there was nothing to count. With format=xlsx a workbook.")
            .WithMetadata(new QueryMetadata("alliance", "period", "from", "to", "by", "format"))
            .Produces<ReportView>()
            .LogSecurity("exported", IsFile)
            .ProducesProblems(403, 404, 422);

        api.MapGet($"/reports/{Scorecards}", ScorecardsAsync)
            .WithName("getScorecards")
            .WithSummary("成员计分卡与调整建议 How members did in a period, and what the charter's rules propose")
            .WithMetadata(new QueryMetadata("alliance", "period", "from", "to", "format"))
            .Produces<ScorecardsView>()
            .LogSecurity("exported", IsFile)
            .ProducesProblems(403, 404, 422);

        api.MapGet($"/reports/{Flow}", FlowAsync)
            .WithName("getFlow")
            .WithSummary("收结趋势 Orders filed and ended by week, and filed by category and weekday")
            .WithDescription("The weeks of a quarter up to the period's end; for those who see everything, the categories of the period.")
            .WithMetadata(new QueryMetadata("alliance", "period", "from", "to", "by", "format"))
            .Produces<FlowView>()
            .LogSecurity("exported", IsFile)
            .ProducesProblems(403, 404, 422);

        api.MapGet("/reports/{report}/orders", OrdersAsync)
            .WithName("listReportOrders")
            .WithSummary("指标背后的诉求单 The orders behind a figure, by day")
            .WithDescription("""
                With format=csv or xlsx a table of all of them, whatever the page. A workbook has room for a million or so: where there are
                more its last line says so, and X-Truncated is true.
                """)
            .WithMetadata(new QueryMetadata(
                "alliance", "period", "from", "to", "by", "measure", "stay", "of", "key", "after", "take", "format"))
            .Produces<CountedOrderPage>()
            .LogSecurity("exported", IsFile)
            .ProducesProblems(403, 404, 422);
    }

    /// <summary>Whether somebody takes a report away.</summary>
    static bool IsFile(HttpContext context) => context.Request.Query["format"].ToString() is LongTable.Xlsx or LongTable.Csv;

    static Results<Ok<ReportCatalog>, ProblemResult> All(HttpContext context) => context.Caller().Merchant is not null
        ? Problems.Of(Problems.Forbidden)
        : TypedResults.Ok(new ReportCatalog([.. Dimensions.Keys, Scorecards, Flow], [.. Measures.All.Select(MeasureView.Of)]));

    internal static async Task<IResult> FindAsync(
        string report, HttpContext context, Database database, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel)
    {
        if (!Dimensions.TryGetValue(report, out var dimension))
            return Problems.Of(Problems.NoSuchRoute);
        QueryReader query = new(context.Request.Query);
        var now = time.GetUtcNow();
        var (request, problem) = await ReadRequestAsync(context, query, alliances, now, cancel);
        if (request is not { Alliance: var alliance, Period: var period, Sight: var sight })
            return problem!;
        if (!sight.MaySeeReport(dimension))
            return Problems.Of(Problems.Forbidden);

        var found = await ReportList.FindAsync(database, alliance.Code, dimension, period, request.By, now, cancel);
        var view = ReportViews.Of(report, found, alliance, sight.MaySee) with { By = request.By?.Name };
        return request.AsWorkbook
            ? FileOf(Workbook.Of(view), $"{alliance.Code}-{report}-{view.From}-{view.To}")
            : TypedResults.Ok(view);
    }

    static async Task<IResult> ScorecardsAsync(
        HttpContext context, Database database, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel)
    {
        QueryReader query = new(context.Request.Query);
        var now = time.GetUtcNow();
        var (request, problem) = await ReadRequestAsync(context, query, alliances, now, cancel, takesBy: false);
        if (request is not { Alliance: var alliance, Period: var period, Sight: var sight })
            return problem!;

        var view = ReportViews.Of(
            await ScorecardList.FindAsync(database, alliance, period, now, cancel), alliance, sight.MaySee);
        return request.AsWorkbook
            ? FileOf(Workbook.Of(view), $"{alliance.Code}-{Scorecards}-{view.From}-{view.To}")
            : TypedResults.Ok(view);
    }

    internal static async Task<IResult> FlowAsync(
        HttpContext context, Database database, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel)
    {
        QueryReader query = new(context.Request.Query);
        var (request, problem) = await ReadRequestAsync(context, query, alliances, time.GetUtcNow(), cancel);
        if (request is not { Alliance: var alliance, Period: var period, Sight: var sight })
            return problem!;
        if (NodaTime.Period.DaysBetween(period.First, period.Last) > LongestFlow)
            return Problems.Of(Refusal.Input("period", "more-than-a-year"));

        var flow = await FlowList.FindAsync(database, alliance.Code, alliance.Zone, period, request.By?.Name, cancel);
        var view = FlowView.Of(flow, alliance, sight.All) with { By = request.By?.Name };
        return request.AsWorkbook
            ? FileOf(Workbook.Of(view), $"{alliance.Code}-{Flow}-{view.From}-{view.To}")
            : TypedResults.Ok(view);
    }

    /// <summary>Days: each is read by itself.</summary>
    const int LongestFlow = 366;

    static async Task<IResult> OrdersAsync(
        string report, HttpContext context, Database database, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel)
    {
        if (!Dimensions.TryGetValue(report, out var dimension))
            return Problems.Of(Problems.NoSuchRoute);
        QueryReader query = new(context.Request.Query);
        var now = time.GetUtcNow();
        var measure = query.Known("measure", name => Measures.Find(name) is not null, "unknown") is { } named
            ? Measures.Find(named)
            : null;
        var stay = query.Text("stay");
        var key = query.Text("key");
        var share = query.Known("of", Share.Names.Contains, $"one-of-{string.Join('-', Share.Names)}") ?? Share.All;
        var after = query.Text("after") is { } text ? OutcomeKey.Read(text) : null;
        if (query.Text("after") is not null && after is null)
            query.Fault("after", "not-a-page");
        var take = query.Take();
        if (query.Text("measure") is null && stay is null)
            query.Fault("measure", "required");
        if (measure is not null && stay is not null)
            query.Fault("stay", "not-taken-here");
        if (stay is not null && share is Share.Met or Share.Missed)
            query.Fault("of", "not-taken-here");
        var (request, problem) = await ReadRequestAsync(context, query, alliances, now, cancel, takesCsv: true);
        if (request is not { Alliance: var alliance, Period: var period, Sight: var sight })
            return problem!;
        if (!sight.All && !(dimension == Dimension.Member && key is not null && sight.MaySee(key)))
            return Problems.Of(Problems.Forbidden);

        OutcomeFilter filter = new(alliance.Code, period, dimension, dimension == Dimension.Alliance ? null : key, measure, stay, share)
        {
            By = request.By,
        };
        if (request.Format is { } format)
        {
            var all = LongTable.PagesAsync<CountedOrder>(
                last => CountedOrderList.PageAsync(
                    database, filter, now, last is null ? null : OutcomeKey.Of(last), CountedOrderList.LongestPage, cancel),
                CountedOrderList.LongestPage, cancel);
            return await Workbook.Of(all, alliance).AnswerAsync(context, format, $"{alliance.Code}-{report}-orders", cancel);
        }

        var found = await CountedOrderList.PageAsync(database, filter, now, after, take + 1, cancel);
        List<CountedOrderView> views = [.. found.Take(take).Select(CountedOrderView.Of)];
        return TypedResults.Ok(new CountedOrderPage(views, found.Count > take ? OutcomeKey.Of(found[take - 1]).Text : null));
    }

    /// <summary>What is asked for and how much of it the caller may see.</summary>
    sealed record ReportRequest(Alliance Alliance, Period Period, CountedBy? By, Sight Sight, string? Format)
    {
        public bool AsWorkbook => Format is not null;
    }

    /// <param name="takesBy">Whether it can be asked by a time of the orders.</param>
    /// <param name="takesCsv">Whether it is one table.</param>
    static async Task<(ReportRequest? Request, ProblemResult? Problem)> ReadRequestAsync(
        HttpContext context, QueryReader query, AllianceDirectory alliances, DateTimeOffset now, CancellationToken cancel,
        bool takesBy = true, bool takesCsv = false)
    {
        var caller = context.Caller();
        if (caller.Merchant is not null)
            return (null, Problems.Of(Problems.Forbidden));
        var code = query.Text("alliance") ?? caller.Alliance;
        if (code is null)
            return (null, Problems.Of(Refusal.Input("alliance", "required")));
        if (await alliances.FindVisibleAsync(caller, code, cancel) is not { } alliance)
            return (null, Problems.Of(Refusal.NoSuchAlliance, code));

        var format = takesCsv
            ? query.Known("format", name => name is "json" or LongTable.Xlsx or LongTable.Csv, "one-of-json-xlsx-csv")
            : query.Known("format", name => name is "json" or LongTable.Xlsx, "one-of-json-xlsx");
        var period = PeriodOf(query, Instant.FromDateTimeOffset(now).InZone(alliance.Zone).Date);
        var by = takesBy ? query.Known("by", CountedBy.Names.Contains, $"one-of-{string.Join('-', CountedBy.Names)}") : null;
        if (query.Problem() is { } problem)
            return (null, problem);
        var countedBy = CountedBy.Of(by, period, alliance.Zone);
        var sight = Sight.Of(caller.At(now, alliance), alliance, now);
        return (new ReportRequest(alliance, period, countedBy, sight, format == "json" ? null : format), null);
    }

    /// <summary>A month, quarter or year, or any days; this month by default.</summary>
    internal static Period PeriodOf(QueryReader query, LocalDate today)
    {
        var named = query.Text("period");
        var (first, last) = (query.Day("from"), query.Day("to"));
        if (named is not null)
        {
            if (first is not null || last is not null)
                query.Fault("period", "not-with-days");
            if (Period.Read(named) is { } period)
                return period;
            query.Fault("period", "not-a-period");
        }

        if (first is null && last is null)
            return Period.Month(today.Year, today.Month);
        var days = new Period(first ?? today, last ?? today);
        if (days.Last < days.First)
            query.Fault("to", "before-the-first");
        else if (NodaTime.Period.DaysBetween(days.First, days.Last) >= Period.Longest)
            query.Fault("to", "more-than-ten-years");
        return days;
    }

    static FileContentHttpResult FileOf(byte[] workbook, string name) =>
        TypedResults.File(workbook, Workbook.ContentType, $"{name}.xlsx");
}
