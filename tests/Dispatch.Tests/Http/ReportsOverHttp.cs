using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Reports;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExcelLibs;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>A month of an alliance: the cleaners are on time, the police are late, and everybody reads their own figures.</summary>
sealed class ReportsOverHttp
{
    const string Month = "period=2026-11";

    ApiHost api = null!;
    readonly List<string> late = [];

    [OneTimeSetUp]
    public async Task Lives_through_a_month()
    {
        api = await ApiHost.StartAsync();
        for (var n = 0; n < 3; n++)
            await CloseAsync(Cleaner, "huanwei", n == 0 ? "=HYPERLINK(\\\"http://example.org\\\")" : $"噪音 {n}", TimeSpan.Zero);
        for (var n = 0; n < 2; n++)
            late.Add(await CloseAsync(Constable, "paichusuo", $"噪音 {n}", TimeSpan.FromHours(26)));
        await CountAsync();
    }

    [OneTimeTearDown]
    public async Task Ends() => await api.DisposeAsync();

    async Task<string> CloseAsync(Caller member, string lead, string title, TimeSpan takes)
    {
        var number = await api.FileAsync(title, "0128");
        await api.TakeAsync(Secretary, number, "accept");
        await api.TakeAsync(UrbanManager, number, "assign", $$"""{"lead":"{{lead}}"}""");
        await api.TakeAsync(member, number, "claim");
        api.Time.Advance(takes);
        await api.TakeAsync(member, number, "resolve", """{"note":"已办"}""");
        await api.TakeAsync(CommunityWorker, number, "confirm", """{"rating":5}""");
        return number;
    }

    async Task CountAsync()
    {
        AllianceDirectory alliances = new(api.Database, Situations.Calendars, api.Time);
        OutcomeCount count = new(api.Database, alliances, api.Time, NullLogger<OutcomeCount>.Instance);
        while (await count.RunOnceAsync() > 0)
        {
        }
    }

    static (long, long, double?) Figure(JsonElement row, string measure)
    {
        var figure = row.GetProperty("figures").EnumerateArray().Single(figure => figure.GetProperty("measure").GetString() == measure);
        var rate = figure.GetProperty("rate");
        return (
            figure.GetProperty("numerator").GetInt64(),
            figure.GetProperty("denominator").GetInt64(),
            rate.ValueKind == JsonValueKind.Null ? null : rate.GetDouble());
    }

    static IEnumerable<string?> Keys(Reply reply, string list, string name) =>
        reply[list].EnumerateArray().Select(row => row.GetProperty(name).GetString());

    [Test]
    public async Task Reports_show_rates_with_numerator_and_denominator()
    {
        var report = await api.GetAsync(Secretary, $"/api/reports/members?{Month}");

        Assert.That(report.Status, Is.EqualTo(HttpStatusCode.OK), report.Text);
        Assert.That((report["from"].GetString(), report["to"].GetString()), Is.EqualTo(("2026-11-01", "2026-11-30")));
        Assert.That(Figure(report["total"], "on-time"), Is.EqualTo((3L, 5L, (double?)0.6)));
        Assert.That(Keys(report, "rows", "key"), Is.EqualTo((string[])["huanwei", "paichusuo"]));
        Assert.That(Figure(report["rows"][1], "on-time"), Is.EqualTo((0L, 2L, (double?)0)));
        Assert.That(report["rows"][1].GetProperty("name").GetProperty("zh").GetString(), Is.EqualTo("派出所"));
        Assert.That(
            report["total"].GetProperty("stays").EnumerateArray().Select(stay => stay.GetProperty("stage").GetString()),
            Does.Contain("claimed"));
    }

    [TestCase("filed", "2026-11", 5)]
    [TestCase("reported", "2026-10", 0)]
    public async Task Reports_are_asked_by_when_orders_came_in_too(string by, string period, long closed)
    {
        var report = await api.GetAsync(Secretary, $"/api/reports/members?period={period}&by={by}");
        var orders = await api.GetAsync(Secretary, $"/api/reports/alliance/orders?period={period}&by={by}&measure=closed");
        var flow = await api.GetAsync(Secretary, $"/api/reports/flow?period={period}&by={by}");

        Assert.That(report["by"].GetString(), Is.EqualTo(by), report.Text);
        Assert.That(Figure(report["total"], "closed").Item2, Is.EqualTo(closed));
        Assert.That(orders["orders"].GetArrayLength(), Is.EqualTo(closed));
        Assert.That(flow["by"].GetString(), Is.EqualTo(by));
        IsFault(await api.GetAsync(Secretary, $"/api/reports/members?{Month}&by=closed"), "by", "one-of-filed-reported");
    }

    [Test]
    public async Task A_workbook_says_by_which_time_its_period_is_meant()
    {
        using MemoryStream stream = new(
            await api.DownloadAsync(Secretary, $"/api/reports/members?{Month}&by=reported&format=xlsx"));

        var lines = stream.Query(useHeaderRow: true, sheetName: "说明").Cast<IDictionary<string, object>>();
        Assert.That(lines.Single(line => (string)line["指标"] == "期间按")["分子"], Is.EqualTo("反映时间"));
    }

    [Test]
    public async Task A_rate_of_nothing_is_null()
    {
        var report = await api.GetAsync(Secretary, "/api/reports/alliance?from=2026-01-01&to=2026-01-31");

        Assert.That(Measures.All.Select(measure => Figure(report["total"], measure.Name)), Has.All.EqualTo((0L, 0L, (double?)null)));
    }

    [TestCase("chairs", "chengguan")]
    [TestCase("categories", "0128")]
    [TestCase("communities", "he")]
    public async Task Reports_have_a_row_for_each_key(string report, string key) =>
        Assert.That(
            Keys(await api.GetAsync(UrbanManager, $"/api/reports/{report}?{Month}"), "rows", "key"),
            Is.EqualTo((string[])[key]),
            "who chairs sees all");

    [Test]
    public async Task The_orders_behind_a_figure_can_be_listed()
    {
        var first = await api.GetAsync(Secretary, $"/api/reports/members/orders?{Month}&key=paichusuo&measure=on-time&of=missed&take=1");
        var second = await api.GetAsync(
            Secretary,
            $"/api/reports/members/orders?{Month}&key=paichusuo&measure=on-time&of=missed&take=1&after={first["next"].GetString()}");

        Assert.That(first.Numbers.Concat(second.Numbers), Is.EquivalentTo(late));
        Assert.That(second["next"].ValueKind, Is.EqualTo(JsonValueKind.Undefined));
        Assert.That((await api.GetAsync(Secretary, $"/api/reports/alliance/orders?{Month}&stay=claimed")).Numbers, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Members_see_their_own_figures_the_totals_and_the_ranking()
    {
        var report = await api.GetAsync(Cleaner, $"/api/reports/members?{Month}");
        var cards = await api.GetAsync(Cleaner, $"/api/reports/scorecards?{Month}");

        Assert.That(Keys(report, "rows", "key"), Is.EqualTo((string[])["huanwei"]));
        Assert.That(Figure(report["total"], "on-time").Item2, Is.EqualTo(5));
        Assert.That(Keys(cards, "cards", "member"), Is.EqualTo((string[])["huanwei"]));
        Assert.That(Keys(cards, "ranking", "member").Take(2), Is.EqualTo((string[])["huanwei", "paichusuo"]));
        Assert.That(
            (await api.GetAsync(Cleaner, $"/api/reports/members/orders?{Month}&key=huanwei&measure=on-time")).Numbers,
            Has.Count.EqualTo(3));
        IsProblem(
            await api.GetAsync(Cleaner, $"/api/reports/members/orders?{Month}&key=paichusuo&measure=on-time"),
            HttpStatusCode.Forbidden,
            "forbidden");
        IsProblem(
            await api.GetAsync(Cleaner, $"/api/reports/members/orders?{Month}&measure=on-time"), HttpStatusCode.Forbidden, "forbidden");
        IsProblem(await api.GetAsync(Cleaner, $"/api/reports/communities?{Month}"), HttpStatusCode.Forbidden, "forbidden");
    }

    [Test]
    public async Task The_flow_has_weeks_for_all_and_categories_for_those_who_see_everything()
    {
        var flow = await api.GetAsync(Secretary, $"/api/reports/flow?{Month}");
        var own = await api.GetAsync(Cleaner, $"/api/reports/flow?{Month}");

        var weeks = flow["weeks"].EnumerateArray().ToList();
        Assert.That(weeks.Sum(week => week.GetProperty("filed").GetInt64()), Is.EqualTo(5));
        Assert.That(weeks.Sum(week => week.GetProperty("ended").GetInt64()), Is.EqualTo(5));
        Assert.That((weeks.Count, weeks[^1].GetProperty("from").GetString()), Is.EqualTo((13, "2026-11-30")));
        var category = flow["categories"].EnumerateArray().Single();
        for (var weekday = 1; weekday <= 7; weekday++)
        {
            var behind = await api.GetAsync(Secretary, $"/api/orders?category=0128&from=2026-11-01&to=2026-11-30&weekday={weekday}");
            Assert.That(behind["total"].GetInt64(), Is.EqualTo(category.GetProperty("weekdays")[weekday - 1].GetInt64()));
        }

        Assert.That((own["weeks"].ToString(), own["categories"].GetArrayLength()), Is.EqualTo((flow["weeks"].ToString(), 0)));
        IsFault(await api.GetAsync(Secretary, "/api/reports/flow?from=2024-01-01&to=2026-11-30"), "period", "more-than-a-year");
        IsFault(await api.GetAsync(Secretary, "/api/orders?weekday=1"), "weekday", "needs-two-days-a-year-apart-at-most");
        IsProblem(await api.GetAsync(TeaMerchant, "/api/reports/flow"), HttpStatusCode.Forbidden, "forbidden");
    }

    [Test]
    public async Task The_workbook_of_the_flow_has_its_numbers()
    {
        using MemoryStream workbook = new(await api.DownloadAsync(Secretary, $"/api/reports/flow?{Month}&format=xlsx"));

        var weeks = workbook.Query(useHeaderRow: true, sheetName: "每周收结").Cast<IDictionary<string, object>>().ToList();
        Assert.That(weeks.Sum(week => Convert.ToInt64(week["上报"], System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo(5));
        var row = workbook.Query(useHeaderRow: true, sheetName: "类别与星期").Cast<IDictionary<string, object>>().Single();
        Assert.That((row["类别"], row["合计"]), Is.EqualTo(((object)"商业噪音", (object)5.0)));
    }

    [Test]
    public async Task Community_workers_see_the_totals_only()
    {
        var report = await api.GetAsync(CommunityWorker, $"/api/reports/members?{Month}");

        Assert.That((Figure(report["total"], "closed").Item2, report["rows"].GetArrayLength()), Is.EqualTo((5L, 0)));
        IsProblem(await api.GetAsync(CommunityWorker, $"/api/reports/chairs?{Month}"), HttpStatusCode.Forbidden, "forbidden");
    }

    [TestCase("/api/reports")]
    [TestCase("/api/reports/alliance")]
    [TestCase("/api/reports/scorecards")]
    [TestCase("/api/reports/alliance/orders?measure=on-time")]
    public async Task Merchants_may_not_read_reports(string route) =>
        IsProblem(await api.GetAsync(TeaMerchant, route), HttpStatusCode.Forbidden, "forbidden");

    [Test]
    public async Task Reports_of_another_alliance_do_not_exist()
    {
        IsProblem(
            await api.GetAsync(Stranger, $"/api/reports/alliance?alliance=shengyang&{Month}"),
            HttpStatusCode.NotFound,
            "no-such-alliance");
        Assert.That(Figure((await api.GetAsync(Stranger, $"/api/reports/alliance?{Month}"))["total"], "closed").Item2, Is.Zero);
        Assert.That(
            Figure((await api.GetAsync(Admin, $"/api/reports/alliance?alliance=shengyang&{Month}"))["total"], "closed").Item2,
            Is.EqualTo(5));
    }

    [Test]
    public async Task Reports_contain_no_names_or_phone_numbers()
    {
        foreach (var report in (string[])["alliance", "members", "chairs", "categories", "communities", "scorecards"])
        {
            var reply = await api.GetAsync(Secretary, $"/api/reports/{report}?{Month}");
            Assert.That(reply.Text, Does.Not.Contain("13800001234").And.Not.Contain("何社工").And.Not.Contain("林所长"));
        }
    }

    [Test]
    public async Task Proposals_of_the_charter_come_with_their_figures_and_orders()
    {
        await CharterStore.KeepAsync(api.Database, CharterFile.Parse("charter.yaml", """
            charter: shengyang
            version: 1
            since: 2026-01-01
            title: { zh: 声阳章程, en: Charter of Shengyang }
            score: { on-time: 100 }
            proposals:
              - { rule: 多次超期, propose: observe, when: { measure: on-time, below: 80 %, orders: 2 }, because: { zh: 多次超期, en: often late } }
              - { rule: 实际承担, propose: join, when: { measure: on-time, above: 90 %, orders: 3 }, because: { zh: 实际承担, en: does it } }
            """), Monday);

        var cards = await api.GetAsync(Secretary, $"/api/reports/scorecards?{Month}");

        Assert.That(cards["charter"].GetProperty("title").GetProperty("zh").GetString(), Is.EqualTo("声阳章程"));
        var proposals = cards["proposals"].EnumerateArray().ToDictionary(proposal => proposal.GetProperty("propose").GetString()!);
        Assert.That(proposals["observe"].GetProperty("member").GetString(), Is.EqualTo("paichusuo"));
        Assert.That(proposals["observe"].GetProperty("rule").GetString(), Is.EqualTo("多次超期"));
        Assert.That(proposals["observe"].GetProperty("figure").GetProperty("denominator").GetInt32(), Is.EqualTo(2));
        Assert.That(
            proposals["observe"].GetProperty("orders").EnumerateArray().Select(number => number.GetString()), Is.EquivalentTo(late));
        Assert.That(
            (proposals["join"].GetProperty("member").GetString(), proposals["join"].GetProperty("category").GetString()),
            Is.EqualTo(("huanwei", "0128")),
            "noise is no duty of the cleaners");
        Assert.That(
            (await api.GetAsync(Cleaner, $"/api/reports/scorecards?{Month}"))["proposals"].GetArrayLength(), Is.EqualTo(1), "their own");
    }

    [Test]
    public async Task Reports_leave_out_an_exempted_order_and_count_it()
    {
        await using var another = await ApiHost.StartAsync();
        var ours = api;
        api = another;
        try
        {
            var number = await CloseAsync(Constable, "paichusuo", "噪音", TimeSpan.FromHours(26));
            await api.TakeAsync(Constable, number, "appeal", """{"reason":"停电"}""");
            await api.TakeAsync(Secretary, number, "uphold");
            await CountAsync();

            var report = await api.GetAsync(Secretary, $"/api/reports/alliance?{Month}");
            Assert.That(Figure(report["total"], "on-time"), Is.EqualTo((0L, 0L, (double?)null)));
            Assert.That(report["total"].GetProperty("exemptOrders").GetInt32(), Is.EqualTo(1));
            Assert.That(
                (await api.GetAsync(Secretary, $"/api/reports/alliance/orders?{Month}&measure=on-time&of=exempt")).Numbers,
                Is.EqualTo((string[])[number]));
        }
        finally
        {
            api = ours;
        }
    }

    [Test]
    public async Task Reports_open_in_Excel_with_Chinese_headings()
    {
        var bytes = await api.DownloadAsync(Secretary, $"/api/reports/members?{Month}&format=xlsx");

        using MemoryStream stream = new(bytes);
        Assert.That(stream.GetSheetNames(), Is.EqualTo((string[])["指标", "环节用时", "说明"]));
        var rows = stream.Query(useHeaderRow: true, sheetName: "指标").Cast<IDictionary<string, object>>().ToList();
        Assert.That(rows.Select(row => row["名称"]), Is.EqualTo((string[])["联盟合计", "环卫所", "派出所"]));
        Assert.That((rows[2]["按期处置率(%)"], rows[2]["按期处置率·分子"], rows[2]["按期处置率·分母"]), Is.EqualTo(((object)0d, (object)0d, (object)2d)));
        Assert.That(rows[1]["延期率(%)"], Is.EqualTo(0d));
        Assert.That(rows[0]["申诉剔除诉求单"], Is.EqualTo(0d));
    }

    [Test]
    public async Task Scorecards_open_in_Excel()
    {
        using MemoryStream stream = new(await api.DownloadAsync(Secretary, $"/api/reports/scorecards?{Month}&format=xlsx"));

        Assert.That(stream.GetSheetNames(), Is.EqualTo((string[])["排名", "计分卡", "调整建议", "说明"]));
        var ranking = stream.Query(useHeaderRow: true, sheetName: "排名").Cast<IDictionary<string, object>>().ToList();
        Assert.That((ranking[0]["名次"], ranking[0]["成员单位"]), Is.EqualTo(((object)1d, (object)"环卫所")));
    }

    [Test]
    public async Task A_title_that_looks_like_a_formula_is_a_text_in_Excel()
    {
        var bytes = await api.DownloadAsync(Secretary, $"/api/reports/alliance/orders?{Month}&measure=closed&format=xlsx");

        using MemoryStream stream = new(bytes);
        var titles = stream.Query(useHeaderRow: true).Cast<IDictionary<string, object>>().Select(row => row["标题"]).ToList();
        Assert.That(titles, Does.Contain("'=HYPERLINK(\"http://example.org\")"));
        stream.Position = 0;
        using ZipArchive zip = new(stream);
        foreach (var entry in zip.Entries.Where(entry => entry.FullName.Contains("sheet", StringComparison.Ordinal)))
        {
            using StreamReader reader = new(entry.Open());
            Assert.That(await reader.ReadToEndAsync(), Does.Not.Contain("<x:f>").And.Not.Contain("<f>"), entry.FullName);
        }
    }

    [Test]
    public async Task A_workbook_of_orders_holds_all_of_them_whatever_the_page()
    {
        var address = $"/api/reports/alliance/orders?{Month}&measure=closed&take=2";
        var page = await api.GetAsync(Secretary, address);
        Assert.That((page["orders"].GetArrayLength(), page["next"].ValueKind), Is.EqualTo((2, JsonValueKind.String)));

        using MemoryStream stream = new(await api.DownloadAsync(Secretary, $"{address}&after={page["next"]}&format=xlsx"));

        var numbers = stream.Query(useHeaderRow: true).Cast<IDictionary<string, object>>().Select(row => row["编号"]).ToList();
        Assert.That(numbers, Has.Count.EqualTo(5).And.Unique.And.None.EqualTo("无"));
    }

    [Test]
    public async Task A_table_of_orders_is_text_too()
    {
        var bytes = await api.DownloadAsync(Secretary, $"/api/reports/alliance/orders?{Month}&measure=closed&format=csv");

        Assert.That(bytes.Take(3), Is.EqualTo(System.Text.Encoding.UTF8.GetPreamble()), "so that a spreadsheet shows Chinese correctly");
        var lines = System.Text.Encoding.UTF8.GetString(bytes.AsSpan(3)).TrimEnd().Split("\r\n");
        Assert.That(lines[0], Does.StartWith("编号,标题,计入日期"));
        Assert.That(lines, Has.Length.EqualTo(6).And.Some.Contains(",\"'=HYPERLINK(\"\"http://example.org\"\")\","));
        IsFault(await api.GetAsync(Secretary, $"/api/reports/members?{Month}&format=csv"), "format", "one-of-json-xlsx");
    }

    [TestCase("period=2026-13", "period", "not-a-period")]
    [TestCase("period=2026-11&from=2026-11-01", "period", "not-with-days")]
    [TestCase("from=2026-11-30&to=2026-11-01", "to", "before-the-first")]
    [TestCase("from=1990-01-01&to=2026-11-01", "to", "more-than-ten-years")]
    [TestCase("from=yesterday", "from", "not-a-day")]
    [TestCase("format=pdf", "format", "one-of-json-xlsx")]
    [TestCase("month=11", "month", "unknown-field")]
    public async Task A_faulty_query_for_a_report_is_refused(string query, string field, string fault) =>
        IsFault(await api.GetAsync(Secretary, $"/api/reports/members?{query}"), field, fault);

    [TestCase("measure=luck", "measure", "unknown")]
    [TestCase("", "measure", "required")]
    [TestCase("measure=on-time&stay=filed", "stay", "not-taken-here")]
    [TestCase("measure=on-time&of=some", "of", "one-of-all-met-missed-exempt")]
    [TestCase("measure=on-time&after=x", "after", "not-a-page")]
    public async Task A_faulty_query_for_the_orders_behind_a_figure_is_refused(string query, string field, string fault) =>
        IsFault(await api.GetAsync(Secretary, $"/api/reports/members/orders?{query}"), field, fault);

    [Test]
    public async Task Reports_and_measures_are_listed()
    {
        var catalog = await api.GetAsync(Cleaner, "/api/reports");

        Assert.That(
            catalog.Texts("reports"),
            Is.EqualTo((string[])["alliance", "members", "chairs", "categories", "communities", "scorecards", "flow"]));
        Assert.That(catalog["measures"].GetArrayLength(), Is.EqualTo(Measures.All.Count));
        IsProblem(await api.GetAsync(Cleaner, "/api/reports/gossip"), HttpStatusCode.NotFound, "no-such-route");
    }
}
