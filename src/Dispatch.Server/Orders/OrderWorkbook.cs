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

/// <summary>The orders that a filter finds, as a register (台账) that Excel opens.</summary>
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
        var filter = OrderQuery.Read(query, alliance, context.Caller(), viewer.Now);
        if (query.Problem() is { } problem)
            return problem;

        List<Dictionary<string, object?>> lines = [];
        for (PageKey? after = null; ;)
        {
            var page = await OrderList.PageAsync(database, filter, after, OrderList.LongestPage, cancel);
            foreach (var order in page)
                lines.Add(Line(
                    Disclosure.To(context.Caller(), order, alliance, viewer.Now),
                    await workflows.FindAsync(order.Workflow, order.WorkflowVersion, cancel), alliance, lines.Count + 1));
            if (page.Count < OrderList.LongestPage)
                break;
            if (lines.Count > Workbook.MostLines)
            {
                lines.RemoveRange(Workbook.MostLines, lines.Count - Workbook.MostLines);
                lines.Add(Workbook.EndLine("序号"));
                Workbook.TellEnd(context);
                break;
            }

            after = PageKey.Of(page[^1]);
        }

        var sheets = new Dictionary<string, object> { ["台账"] = Workbook.Filled(lines, "序号") };
        return TypedResults.File(Workbook.Written(sheets), Workbook.ContentType, $"{alliance.Code}-orders.xlsx");
    }

    static Dictionary<string, object?> Line(Order order, Workflow workflow, Alliance alliance, int number) => new()
    {
        ["序号"] = number,
        ["编号"] = order.Number,
        ["来源"] = order.Source ?? "",
        ["问题"] = order.Title,
        ["类别"] = alliance.Categories.GetValueOrDefault(order.Category)?.Zh ?? order.Category,
        ["地点"] = order.Place,
        ["责任单位"] = order.State.Lead is { } lead ? ReportViews.MemberName(lead.Member, alliance).Zh : null,
        ["上报"] = Local(order.FiledAt, alliance),
        ["时限"] = order.Due is { } due ? Local(due, alliance) : null,
        ["进展"] = workflow.Stage(order.Stage).Title.Zh,
        ["结果"] = null,
        ["销号"] = null,
    };

    static string Local(DateTimeOffset at, Alliance alliance) =>
        Instant.FromDateTimeOffset(at).InZone(alliance.Zone).ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
