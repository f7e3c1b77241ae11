using System.Globalization;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Server.Accounts;
using Dispatch.Server.Pages;
using Dispatch.Server.Reports;
using Dispatch.Storage;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Server.Orders;

/// <summary>The orders that a filter finds, as a register (台账): a workbook, or text with commas.</summary>
static class OrderWorkbook
{
    public static async Task<IResult> AnswerAsync(
        HttpContext context, Viewer viewer, Database database, WorkflowLibrary workflows, CancellationToken cancel)
    {
        await viewer.ReadAsync();
        if (viewer.Alliance is not { } alliance)
            return Problems.Of(Refusal.NoSuchAlliance, "");
        QueryReader query = new(context.Request.Query);
        _ = (query.Text("alliance"), query.Text("after"), query.Text("take"));
        var format = query.Known("format", name => name is LongTable.Csv or LongTable.Xlsx, "one-of-csv-xlsx") ?? LongTable.Xlsx;
        var filter = OrderQuery.Read(query, alliance, context.Caller(), viewer.Now);
        if (query.Problem() is { } problem)
            return problem;

        return await new LongTable("台账", Headings, LinesAsync()).AnswerAsync(context, format, $"{alliance.Code}-orders", cancel);

        async IAsyncEnumerable<IReadOnlyList<object?>> LinesAsync()
        {
            var number = 0;
            var orders = LongTable.PagesAsync<Order>(
                last => OrderList.PageAsync(
                    database, filter, last is null ? null : PageKey.Of(last), OrderList.LongestPage, cancel),
                OrderList.LongestPage, cancel);
            await foreach (var order in orders)
            {
                yield return Line(
                    Disclosure.To(context.Caller(), order, alliance, viewer.Now),
                    await workflows.FindAsync(order.Workflow, order.WorkflowVersion, cancel), alliance, ++number);
            }
        }
    }

    static readonly string[] Headings =
        ["序号", "编号", "来源", "问题", "类别", "地点", "责任单位", "反映", "上报", "时限", "进展", "结果", "销号"];

    static IReadOnlyList<object?> Line(Order order, Workflow workflow, Alliance alliance, int number) =>
    [
        number,
        order.Number,
        order.Source is { } source ? Terms.OfSource(source).Zh : "",
        order.Title,
        alliance.Categories.GetValueOrDefault(order.Category)?.Zh ?? order.Category,
        order.Place,
        order.State.Lead is { } lead ? ReportViews.MemberName(lead.Member, alliance).Zh : null,
        order.ReportedAt is { } reported ? Local(reported, alliance) : null,
        Local(order.FiledAt, alliance),
        order.Due is { } due ? Local(due, alliance) : null,
        workflow.Stage(order.Stage).Title.Zh,
        null,
        null,
    ];

    static string Local(DateTimeOffset at, Alliance alliance) =>
        Instant.FromDateTimeOffset(at).InZone(alliance.Zone).ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
