using System.Globalization;
using Dispatch.Alliances;
using Dispatch.Reports;
using Dispatch.Server.Importing;
using MiniExcelLibs;
using NodaTime;

namespace Dispatch.Server.Reports;

/// <summary>Reports as workbooks that Excel opens (.xlsx), with Chinese headings.</summary>
static class Workbook
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static byte[] Of(ReportView report) => Written(new Dictionary<string, object>
    {
        ["指标"] = report.Rows.Select(Figures).Prepend(Figures(report.Total)).ToList(),
        ["环节用时"] = Filled(report.Rows.Prepend(report.Total).SelectMany(Stays), "环节"),
        ["说明"] = Explained(report.Alliance, report.Name.Zh, report.From, report.To, report.AsOf, report.By),
    });

    public static byte[] Of(ScorecardsView scorecards) => Written(new Dictionary<string, object>
    {
        ["排名"] = scorecards.Ranking.Select(rank => new Dictionary<string, object?>
        {
            ["名次"] = rank.Rank,
            ["成员单位"] = rank.Name.Zh,
            ["得分率(%)"] = Percent(rank.Score),
        }).ToList(),
        ["计分卡"] = Filled(scorecards.Cards.SelectMany(card => card.Lines.Select(line => new Dictionary<string, object?>
        {
            ["成员单位"] = card.Name.Zh,
            ["指标"] = line.Figure.Title.Zh,
            ["分子"] = line.Figure.Numerator,
            ["分母"] = line.Figure.Denominator,
            ["比率(%)"] = Percent(line.Figure.Rate),
            ["剔除"] = line.Figure.Exempt,
            ["分值"] = line.Weight,
            ["得分"] = line.Points,
        })), "成员单位"),
        ["调整建议"] = Filled(scorecards.Proposals.Select(proposal => new Dictionary<string, object?>
        {
            ["建议"] = proposal.Propose switch { ProposalKind.Join => "加入", ProposalKind.Observe => "观察", _ => "调整" },
            ["成员单位"] = proposal.Name.Zh,
            ["类别"] = proposal.Category,
            ["规则"] = proposal.Rule,
            ["理由"] = proposal.Because.Zh,
            ["指标"] = proposal.Figure.Title.Zh,
            ["分子"] = proposal.Figure.Numerator,
            ["分母"] = proposal.Figure.Denominator,
            ["比率(%)"] = Percent(proposal.Figure.Rate),
            ["诉求单"] = string.Join(" ", proposal.Orders),
        }), "建议"),
        ["说明"] = Explained(scorecards.Alliance, scorecards.Name.Zh, scorecards.From, scorecards.To, scorecards.AsOf)
            .Append(Line(
                $"章程 {scorecards.Charter.Charter} 第 {scorecards.Charter.Version} 版", scorecards.Charter.Title.Zh,
                scorecards.Charter.Since, ""))
            .ToList(),
    });

    public static byte[] Of(FlowView flow) => Written(new Dictionary<string, object>
    {
        ["每周收结"] = flow.Weeks.Select(week => new Dictionary<string, object?>
        {
            ["周一"] = week.From,
            ["周日"] = week.To,
            [flow.By == CountedBy.Reported ? "反映" : "上报"] = week.Filed,
            ["终结"] = week.Ended,
        }).ToList(),
        ["类别与星期"] = Filled(flow.Categories.Select(row =>
        {
            Dictionary<string, object?> cells = new() { ["编码"] = row.Category, ["类别"] = row.Name.Zh };
            foreach (var (weekday, count) in Weekdays.Zip(row.Weekdays))
                cells[weekday] = count;
            cells["合计"] = row.Weekdays.Sum();
            return cells;
        }), "类别"),
    });

    static readonly string[] Weekdays = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

    /// <summary>The orders behind a figure.</summary>
    public static LongTable Of(IAsyncEnumerable<CountedOrder> orders, Alliance alliance) => new(
        "诉求单",
        ["编号", "标题", "计入日期", "类别", "成员单位", "派单主席", "计入分子", "申诉剔除", "用时(工作分钟)", "超期未办自"],
        orders.Select(CountedOrderView.Of).Select(IReadOnlyList<object?> (order) =>
        [
            order.Number,
            order.Title,
            order.Day,
            alliance.Categories.GetValueOrDefault(order.Category)?.Zh ?? order.Category,
            order.Member is { } member ? ReportViews.MemberName(member, alliance).Zh : null,
            order.Chair is { } chair ? ReportViews.MemberName(chair, alliance).Zh : null,
            order.Met ? "是" : "否",
            order.Exempt ? "是" : "否",
            order.Minutes,
            order.OverdueSince is { } since
                ? Instant.FromDateTimeOffset(since).InZone(alliance.Zone).ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture)
                : null,
        ]));

    static Dictionary<string, object?> Figures(ReportRowView row)
    {
        Dictionary<string, object?> cells = new() { ["编码"] = row.Key, ["名称"] = Name(row) };
        foreach (var figure in row.Figures)
        {
            cells[$"{figure.Title.Zh}(%)"] = Percent(figure.Rate);
            cells[$"{figure.Title.Zh}·分子"] = figure.Numerator;
            cells[$"{figure.Title.Zh}·分母"] = figure.Denominator;
        }

        cells["申诉剔除诉求单"] = row.ExemptOrders;
        return cells;
    }

    static IEnumerable<Dictionary<string, object?>> Stays(ReportRowView row) => row.Stays.Select(stay => new Dictionary<string, object?>
    {
        ["编码"] = row.Key,
        ["名称"] = Name(row),
        ["环节"] = stay.Stage,
        ["件次"] = stay.Count,
        ["中位数(工作分钟)"] = stay.MedianMinutes,
        ["90 百分位(工作分钟)"] = stay.NinetiethMinutes,
    });

    static string Name(ReportRowView row) => row.Key is null ? "联盟合计" : row.Name?.Zh ?? row.Key;

    static List<Dictionary<string, object?>> Explained(
        string code, string name, string from, string to, DateTimeOffset asOf, string? by = null) =>
    [
        Line("联盟", $"{name} ({code})", "", ""),
        Line("期间", $"{from} 至 {to}", "", ""),
        Line("期间按", ReportQuery.Times.First(time => time.Name == (by ?? "")).Words.Zh, "", ""),
        Line("统计时点 (UTC)", asOf.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), "", ""),
        .. Measures.All.Select(measure => Line(measure.Title.Zh, measure.Met.Zh, measure.Asked.Zh, measure.Source)),
    ];

    static Dictionary<string, object?> Line(string what, string met, string asked, string source) =>
        new() { ["指标"] = what, ["分子"] = met, ["分母"] = asked, ["来源"] = source };

    static double? Percent(double? rate) => rate is { } known ? Math.Round(known * 100, 2) : null;

    /// <summary>An empty sheet still has its first heading, so that it looks empty and not broken.</summary>
    internal static List<Dictionary<string, object?>> Filled(IEnumerable<Dictionary<string, object?>> rows, string heading) =>
        rows.ToList() is { Count: > 0 } some ? some : [new() { [heading] = "无" }];

    /// <summary>As a file in which no text is taken for a formula.</summary>
    internal static byte[] Written(IReadOnlyDictionary<string, object> sheets)
    {
        using MemoryStream stream = new();
        stream.SaveAs(sheets.ToDictionary(
            sheet => sheet.Key, object (sheet) => ((IEnumerable<Dictionary<string, object?>>)sheet.Value).Select(Safe).ToList()));
        return stream.ToArray();
    }

    static Dictionary<string, object?> Safe(Dictionary<string, object?> row) =>
        row.ToDictionary(cell => cell.Key, cell => cell.Value is string text ? SpreadsheetCell.Safe(text) : cell.Value);
}
