using System.Text;
using Dispatch.Contracts;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Server.Importing;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Importing;

public sealed class TheImport
{
    const string Map = """
        constants: { alliance: shuiyuncheng, source: hotline }
        columns:
          category: 类别
          title: 标题
          externalId: 编号
        values:
          category: { 噪音: "0128", 垃圾: "0110", 别的: "9999" }
        """;

    const string Header = "编号,类别,标题";

    Office office = null!;
    string folder = null!;

    [SetUp]
    public async Task Opens()
    {
        office = await Office.OpenAsync("sqlite");
        folder = Directory.CreateTempSubdirectory("dispatch-import-").FullName;
    }

    [TearDown]
    public async Task Closes()
    {
        await office.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    string Table => Path.Combine(folder, "table.csv");
    string Report => Path.Combine(folder, "rejected.csv");
    FileRows Desk => new DeskFiling(office.Desk, office.Community).FileAsync;

    [Test]
    public async Task Files_every_row_once_however_often_it_is_run()
    {
        await WriteAsync(Rows(1200));

        var first = await ImportAsync(Desk);
        var second = await ImportAsync(Desk);

        Assert.That((first.Rows, first.Filed, first.AlreadyThere), Is.EqualTo((1200L, 1200L, 0L)));
        Assert.That((second.Rows, second.Filed, second.AlreadyThere), Is.EqualTo((1200L, 0L, 1200L)));
        Assert.That(System.IO.File.Exists(Report), Is.False, "nothing was rejected");
        Assert.That((await office.VerifyAsync()).Orders, Is.EqualTo(1200));
    }

    [Test]
    public async Task Goes_on_where_it_was_killed()
    {
        await WriteAsync(Rows(1200));
        var chunks = 0;

        // The second chunk is filed, and nobody hears of it any more.
        var killed = await ImportAsync(async filings =>
        {
            var outcome = await Desk(filings);
            return ++chunks == 2 ? throw new ImportStoppedException("killed") : outcome;
        });
        var again = await ImportAsync(Desk);

        Assert.That((killed.Rows, killed.StopReason), Is.EqualTo((512L, "killed")));
        Assert.That((again.Rows, again.Filed, again.AlreadyThere, again.StopReason), Is.EqualTo((1200L, 176L, 1024L, (string?)null)));
        Assert.That((await office.VerifyAsync()).Orders, Is.EqualTo(1200));
    }

    [Test]
    public async Task Ends_between_two_chunks_when_it_is_interrupted()
    {
        await WriteAsync(Rows(1200));
        using CancellationTokenSource interrupt = new();

        var report = await ImportAsync(filings =>
        {
            interrupt.Cancel();
            return Desk(filings);
        }, cancel: interrupt.Token);

        Assert.That((report.Rows, report.Filed, report.StopReason), Is.EqualTo((512L, 512L, "It was interrupted.")));
    }

    [Test]
    public async Task Reports_what_it_did_not_file_with_line_and_reason()
    {
        await WriteAsync(
            $"""
            {Header}
            1,噪音,"音响,
            太响"
            2,气味,臭
            3,噪音
            4,噪音,音响"太响
            ,噪音,无编号
            6,别的,无此类
            7,垃圾,满溢,多余
            8,垃圾,满溢
            """);

        var report = await ImportAsync(Desk);

        Assert.That((report.Rows, report.Filed, report.Rejected), Is.EqualTo((8L, 2L, 6L)));
        string[] lines = await System.IO.File.ReadAllLinesAsync(Report);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines, Has.Length.EqualTo(7));
            Assert.That(lines[0], Is.EqualTo("rejected line,rejected because," + Header));
            Assert.That(lines[1], Does.StartWith("4,").And.Contains("The 类别 '气味' is not among the map's values.").And.EndsWith(",2,气味,臭"));
            Assert.That(lines[2], Does.StartWith("5,").And.Contains("The title is missing: the row ends before 标题.").And.EndsWith(",3,噪音"));
            Assert.That(lines[3], Does.StartWith("6,").And.Contains("There is a quote in the middle of a field"));
            Assert.That(lines[4], Does.StartWith("7,").And.Contains("no external id"));
            Assert.That(lines[5], Does.StartWith("8,").And.Contains("category: unknown"));
            Assert.That(lines[6], Does.StartWith("9,").And.Contains("The row has 4 fields, but the header has 3."));
        }
    }

    [Test]
    public async Task Takes_its_own_report_once_it_is_mended()
    {
        await WriteAsync($"{Header}\n1,噪声,太响\n2,噪音,太响\n");
        await ImportAsync(Desk);
        var rejected = await System.IO.File.ReadAllTextAsync(Report);
        await System.IO.File.WriteAllTextAsync(Table, rejected.Replace(",噪声,", ",噪音,", StringComparison.Ordinal));

        var report = await ImportAsync(Desk);

        Assert.That((report.Filed, report.Rejected), Is.EqualTo((1L, 0L)));
        Assert.That(System.IO.File.Exists(Report), Is.False, "that of the run before speaks of rows that are filed now");
    }

    [TestCase("gb18030", null)]
    [TestCase("gb2312", "gbk")]
    [TestCase("utf-16", null)]
    [TestCase("utf-8", null)]
    public async Task Reads_Chinese_as_it_was_written(string encoding, string? named)
    {
        await WriteAsync($"{Header}\n1,噪音,夜市音响太响\n", encoding);

        var report = await ImportAsync(Desk, named);

        var page = await OrderList.PageAsync(office.Database, new OrderFilter(Office.Alliance), null, 10);
        Assert.That(report.Filed, Is.EqualTo(1));
        Assert.That(page.Select(order => order.Title), Is.EqualTo(new[] { "夜市音响太响" }));
    }

    [TestCase("utf-8", "is not written in utf-8: line 1 ")]
    [TestCase("klingon", "no encoding 'klingon'")]
    public async Task Says_that_a_file_is_not_written_as_somebody_said(string named, string sentence)
    {
        await WriteAsync($"{Header}\n1,噪音,太响\n", "gb18030");

        Assert.That(() => CsvEncoding.OfAsync(Table, named, default), Throws.TypeOf<UserErrorException>().With.Message.Contains(sentence));
    }

    [Test]
    public async Task Says_where_a_file_is_in_no_encoding_that_it_knows_of_itself()
    {
        await System.IO.File.WriteAllBytesAsync(Table, [.. Encoding.UTF8.GetBytes($"{Header}\n1,噪音,"), 0xFF, 0xFF, (byte)'\n']);

        Assert.That(
            () => CsvEncoding.OfAsync(Table, null, default),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("neither UTF-8 (line 2) nor GB18030"));
    }

    [TestCase("编号,类别\n1,噪音\n", "does not have: 标题. It has: 编号, 类别.")]
    [TestCase("编号,类别,标题,标题\n", "has two columns of the same name, which the map uses: 标题.")]
    [TestCase("", "is empty: its first line must name the columns.")]
    public async Task Files_nothing_where_the_columns_do_not_fit(string table, string sentence)
    {
        await WriteAsync(table);

        Assert.That(() => ImportAsync(Desk), Throws.TypeOf<UserErrorException>().With.Message.Contains(sentence));
    }

    [Test]
    public async Task Does_not_believe_a_row_that_swallowed_the_rest_of_the_file()
    {
        await WriteAsync($"{Header}\n1,噪音,太响\n2,噪音,\"没有结束\n3,噪音,太响\n");

        var report = await ImportAsync(Desk);

        Assert.That((report.Filed, report.Rejected), Is.EqualTo((1L, 1L)));
        Assert.That(await System.IO.File.ReadAllTextAsync(Report), Does.Contain("never closed"));
    }

    [Test]
    public async Task Makes_ids_where_the_map_says_of_what()
    {
        await WriteAsync($"{Header}\n,噪音,太响\n,噪音,又响\n,噪音,太响\n");

        var report = await ImportAsync(Desk, map: Map + "\nids made of: [类别, 标题]\n");

        Assert.That((report.Filed, report.AlreadyThere), Is.EqualTo((2L, 1L)), "two rows that agree are one");
    }

    [Test]
    public async Task Takes_in_when_each_trouble_was_reported()
    {
        var map = Map.Replace("externalId: 编号", "externalId: 编号\n  reportedAt: 反映时间", StringComparison.Ordinal);
        await WriteAsync($"{Header},反映时间\n1,噪音,太响,2026年3月2日 下午3:05\n2,噪音,又响,03/04/2026\n3,噪音,再响,\n4,噪音,还响,2062-03-02\n");

        var report = await ImportAsync(Desk, map: map);
        await WriteAsync($"{Header}\n1,噪音,太响\n");
        var without = await ImportAsync(Desk);

        Assert.That((report.Filed, report.Rejected, report.Remarked), Is.EqualTo((4L, 0L, 2L)));
        Assert.That(report.Remarks[1], Does.StartWith("line 5: ").And.Contains("lies in the future"));
        Assert.That(report.Remarks[0], Does.StartWith("line 3: 导入备注：未采用 reportedAt「03/04/2026」 (The reportedAt '03/04/2026' may be read"));
        var orders = await OrderList.PageAsync(office.Database, new OrderFilter(Office.Alliance), null, 10);
        Assert.That(
            orders.OrderBy(order => order.ExternalId, StringComparer.Ordinal).Select(order => order.ReportedAt),
            Is.EqualTo((DateTimeOffset?[])[new DateTimeOffset(2026, 3, 2, 7, 5, 0, TimeSpan.Zero), null, null, null]));
        Assert.That(without.AlreadyThere, Is.EqualTo(1), "a row that does not say when says nothing else");
    }

    [Test]
    public async Task Rejects_a_row_that_contradicts_an_earlier_line_under_its_id()
    {
        await WriteAsync($"{Header}\n1,噪音,太响\n2,噪音,又响\n1,噪音,完全不同\n1,噪音,太响\n");

        var report = await ImportAsync(Desk);

        Assert.That((report.Filed, report.AlreadyThere, report.Rejected), Is.EqualTo((2L, 1L, 1L)));
        Assert.That(
            await System.IO.File.ReadAllTextAsync(Report),
            Does.Contain("\n4,Line 4 has the external id '1' of line 2 and says something else."));
    }

    [Test]
    public async Task Rejects_a_row_that_contradicts_the_order_under_its_id()
    {
        var there = await office.AsksToFileAsync("太响", "1");
        await WriteAsync($"{Header}\n1,噪音,太响\n1,垃圾,满溢\n");

        var report = await ImportAsync(Desk, map: Map.Replace("hotline", "test", StringComparison.Ordinal));

        await WriteAsync($"{Header}\n1,垃圾,满溢\n");
        var later = await ImportAsync(Desk, map: Map.Replace("hotline", "test", StringComparison.Ordinal));

        Assert.That((report.Filed, report.AlreadyThere, report.Rejected), Is.EqualTo((0L, 1L, 1L)));
        Assert.That((later.Filed, later.AlreadyThere, later.Rejected), Is.EqualTo((0L, 0L, 1L)));
        Assert.That(await System.IO.File.ReadAllTextAsync(Report), Does.Contain(there.Value!.Order.Number));
    }

    [Test]
    public async Task Knows_over_the_bus_too_what_contradicts_an_order_that_is_there()
    {
        var there = await office.AsksToFileAsync("太响", "1");
        FileOrder row = new() { Alliance = Office.Alliance, Category = "0128", Title = "太响", Source = "test", ExternalId = "1" };

        var known = await KnownRows.AmongAsync(office.Database, [row], default);

        Assert.That(known.ResultOf(row), Is.EqualTo(new FilingResult(FilingOutcome.AlreadyThere)));
        Assert.That(known.ResultOf(row with { ExternalId = "2" }), Is.Null);
        Assert.That(known.ResultOf(row with { Title = "满溢" })?.Outcome, Is.EqualTo(FilingOutcome.Refused));
        Assert.That(known.ResultOf(row with { Title = "满溢" })?.WhyNot, Does.Contain(there.Value!.Order.Number));
    }

    [TestCase("2.01503E+14")]
    [TestCase("2,01503e+14")]
    [TestCase("1E+11")]
    public async Task Names_an_id_that_a_spreadsheet_rounded(string id)
    {
        await WriteAsync($"{Header}\n\"{id}\",噪音,太响\n");

        var report = await ImportAsync(Desk);

        Assert.That((report.Filed, report.Rejected), Is.EqualTo((0L, 1L)));
        Assert.That(await System.IO.File.ReadAllTextAsync(Report), Does.Contain($"The external id '{id}'").And.Contain("Excel"));
    }

    [Test]
    public async Task Names_a_rounded_number_among_what_ids_are_made_of()
    {
        await WriteAsync($"{Header}\n,噪音,2.01503E+14\n,噪音,太响\n");

        var report = await ImportAsync(Desk, map: Map + "\nids made of: [类别, 标题]\n");

        Assert.That((report.Filed, report.Rejected), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void Gives_a_message_the_same_id_in_every_run()
    {
        FileOrder row = new()
        {
            Alliance = new string('a', 40),
            Category = "0128",
            Title = "太响",
            Source = new string('s', 40),
            ExternalId = new string('9', 100),
        };

        Assert.That(BusFiling.MessageIdOf(row with { Title = "更响" }), Is.EqualTo(BusFiling.MessageIdOf(row)));
        Assert.That(BusFiling.MessageIdOf(row), Has.Length.AtMost(StepRequest.LongestKey), "the longest there can be");
    }

    static string Rows(int count) =>
        Header + "\n" + string.Concat(Enumerable.Range(1, count).Select(number => $"{number},噪音,第{number}件\n"));

    async Task WriteAsync(string text, string encoding = "utf-8")
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        await System.IO.File.WriteAllTextAsync(Table, text, Encoding.GetEncoding(encoding));
    }

    async Task<ImportReport> ImportAsync(FileRows rows, string? encoding = null, string map = Map, CancellationToken cancel = default)
    {
        var (read, _) = await CsvEncoding.OfAsync(Table, encoding, default);
        return await new Import(Table, read, ColumnMap.Parse("map.yaml", map).Map!).RunAsync(rows, Report, (_, _) => { }, cancel);
    }
}
