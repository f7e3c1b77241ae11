using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using Dispatch.Orders;
using Dispatch.Server.Importing;
using Dispatch.Tests.Support;
using MiniExcelLibs;

namespace Dispatch.Tests.Importing;

/// <summary>
/// Tables come with titles over their header, with empty rows, as workbooks; and go out as files that are opened with a spreadsheet.
/// </summary>
public sealed class ATableAsPeopleHaveIt
{
    const string Map = """
        constants: { alliance: shuiyuncheng, source: hotline, category: "0128" }
        columns: { title: 标题, text: 内容, externalId: 编号, merchant.phone: 电话, location.latitude: 纬度, merchant.name: 商户 }
        """;

    const string Header = "编号,标题,内容,电话,纬度,商户";

    static readonly string[] Formulas =
        ["=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "'=1", "''=1", "＝1", "|calc", "-25.5", "+86 138-0000-1234"];

    Office office = null!;
    string folder = null!;

    [SetUp]
    public async Task Opens()
    {
        office = await Office.OpenAsync("sqlite");
        folder = Directory.CreateTempSubdirectory("dispatch-table-").FullName;
    }

    [TearDown]
    public async Task Closes()
    {
        await office.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    string Table => Path.Combine(folder, "table");
    string Report => Path.Combine(folder, "table.rejected.csv");

    [TestCase(",")]
    [TestCase(";")]
    [TestCase("\t")]
    public async Task Has_titles_over_its_header_and_rows_of_commas(string separator)
    {
        var text = $"""
            水云城片区 2026 年诉求台账
            填报单位：社区，单位：件,,,,,
            ,,,,,
            {Header}
            1,太响,,,,
            ,,,,,
             , ,,,,
            2,又响,,,,,,
            ,,,,,
            """;
        await System.IO.File.WriteAllTextAsync(Table, text.Replace(",", separator, StringComparison.Ordinal));

        var report = await ImportAsync();

        Assert.That((report.Rows, report.Filed, report.Rejected), Is.EqualTo((2L, 2L, 0L)));
    }

    [Test]
    public async Task Is_a_workbook_with_titles_and_empty_rows()
    {
        List<Dictionary<string, object?>> rows =
        [
            Row("2026 年诉求台账", null, null, null, null, null), Row("编号", "标题", "内容", "电话", "纬度", "商户"),
            Row(101, "太响", null, 13800001234d, 25.45, "林记茶行"), Row(null, null, null, null, null, null),
            Row(102, null, "路灯不亮。三天了", null, "北面", null),
        ];
        await using (var file = System.IO.File.Create(Table))
            await file.SaveAsAsync(rows, printHeader: false);

        var report = await ImportAsync();

        Assert.That((report.Rows, report.Filed, report.Remarked), Is.EqualTo((2L, 2L, 2L)));
        Assert.That(report.Remarks, Has.Some.StartsWith("line 5: ").And.Some.Contains("「北面」"));
        Assert.That(report.Remarks, Has.Some.Contains("「25.45」 (There is no location.longitude beside it)"));
        var page = await OrderList.PageAsync(office.Database, new OrderFilter(Office.Alliance), null, 10);
        Assert.That(page.Select(order => order.ExternalId), Is.EquivalentTo((string[])["101", "102"]));
        Assert.That(page.Select(order => order.Title), Is.EquivalentTo((string[])["太响", "路灯不亮"]));
        Assert.That(page.Select(order => order.Text), Has.Some.StartsWith("路灯不亮。三天了\n\n导入备注：未采用 location.latitude「北面」"));

        static Dictionary<string, object?> Row(params object?[] cells) =>
            cells.Select((cell, place) => (cell, place)).ToDictionary(cell => $"c{cell.place}", cell => cell.cell);
    }

    [Test]
    public async Task Says_that_a_workbook_is_none()
    {
        await System.IO.File.WriteAllTextAsync(Table, "PK\u0003\u0004 nothing of a workbook");

        Assert.That(() => ImportAsync(), Throws.Exception.With.Message.Contains("cannot be read as a workbook"));
    }

    [Test]
    public async Task Loses_no_complaint_to_a_value_that_it_can_do_without()
    {
        await System.IO.File.WriteAllTextAsync(
            Table,
            $"{Header}\n1,太响,夜里,{new string('1', 60)},x,{new string('林', 120)}\n"
            + $"2,{new string('响', 300)},{new string('长', 5000)},,,\n");

        var report = await ImportAsync();
        var again = await ImportAsync();

        Assert.That((report.Filed, report.Rejected, report.Remarked), Is.EqualTo((2L, 0L, 2L)));
        Assert.That((again.AlreadyThere, again.Remarked), Is.EqualTo((2L, 0L)));
        var page = await OrderList.PageAsync(office.Database, new OrderFilter(Office.Alliance), null, 10);
        Assert.That(page.Single(order => order.ExternalId == "1").Text, Does.Contain("merchant.phone").And.Contain("merchant.name")
            .And.Contain("location.latitude").And.StartWith("夜里\n\n导入备注"));
        Assert.That(page.Single(order => order.ExternalId == "2").Text, Has.Length.AtMost(4000).And.Contains("正文过长"));
    }

    [Test]
    public async Task Goes_out_as_a_report_that_is_safe_to_open_and_comes_in_again_as_it_was()
    {
        var rows = Formulas.Select((formula, place) => $"{place},\"{formula}\",\"{formula}\",,,\"{formula}\"\n");
        // Nobody has that category, so that every row is rejected.
        await System.IO.File.WriteAllTextAsync(Table, $"{Header}\n{string.Concat(rows)}98,少一个\n99,太多,,,,,多\n");
        var rejecting = Map.Replace("0128", "none", StringComparison.Ordinal);

        var first = await ImportAsync(rejecting);
        var once = await System.IO.File.ReadAllTextAsync(Report);
        System.IO.File.Move(Report, Table, overwrite: true);
        var second = await ImportAsync(rejecting);
        var twice = await System.IO.File.ReadAllTextAsync(Report);
        System.IO.File.Move(Report, Table, overwrite: true);
        var third = await ImportAsync(Map);

        Assert.That((first.Rejected, second.Rejected), Is.EqualTo((Formulas.Length + 2L, Formulas.Length + 2L)));
        Assert.That(Reasoned(twice), Is.EqualTo(Reasoned(once)), "nothing is added to it or taken from it");
        foreach (var cell in Cells(Encoding.UTF8.GetBytes(once)))
            Assert.That(cell, Does.Not.Match(@"^[=+@|\t\r＝]").And.Not.Match(@"^-(?!\d+(\.\d+)?$)"));
        Assert.That((third.Filed, third.Rejected), Is.EqualTo((Formulas.Length + 1L, 1L)), "all but the one with too many fields");
        var page = await OrderList.PageAsync(office.Database, new OrderFilter(Office.Alliance), null, 100);
        // The first apostrophe of a cell that looks like a formula is its guard, whoever put it there.
        Assert.That(
            page.Select(order => order.Title),
            Is.EquivalentTo(
                Formulas.Select(formula => (formula.StartsWith('\'') ? formula[1..] : formula).Trim()).Append("少一个")));
    }

    [Test]
    public async Task Has_rows_that_end_early_of_which_what_they_cannot_do_without_is_named()
    {
        await System.IO.File.WriteAllTextAsync(Table, $"{Header}\n1,太响,半夜还在放\n2\n3,又响,,13800001234\n");

        var report = await ImportAsync();

        Assert.That((report.Filed, report.Rejected, report.Remarked), Is.EqualTo((2L, 1L, 2L)));
        Assert.That(await System.IO.File.ReadAllTextAsync(Report), Does.Contain("The title is missing: the row ends before 标题, 内容."));
        Assert.That(report.Remarks[0], Does.StartWith("line 2: 导入备注：该行在 电话、纬度、商户 之前结束").And.Contain("ends before 电话"));
        var page = await OrderList.PageAsync(office.Database, new OrderFilter(Office.Alliance), null, 100);
        Assert.That(
            page.Select(order => order.Text),
            Has.One.StartsWith("半夜还在放\n\n导入备注：").And.One.StartsWith("导入备注：该行在 纬度、商户 之前结束"));
    }

    [Test]
    public async Task Has_no_row_that_ends_before_it_says_that_it_is_open()
    {
        await System.IO.File.WriteAllTextAsync(Table, "编号,标题,状态\n1,太响\n2,太响,open\n");

        var report = await ImportAsync("""
            constants: { alliance: shuiyuncheng, source: hotline, category: "0128" }
            columns: { title: 标题, externalId: 编号, state: 状态 }
            """);

        Assert.That((report.Filed, report.Rejected), Is.EqualTo((1L, 1L)));
        Assert.That(await System.IO.File.ReadAllTextAsync(Report), Does.Contain("The state is missing: the row ends before 状态."));
    }

    /// <summary>Without how many fields a row has, which are two more in a report.</summary>
    static string Reasoned(string report) => Regex.Replace(report, "has [0-9]+ fields, but the header has [0-9]+", "has others");

    static IEnumerable<string> Cells(byte[] text)
    {
        using var reader = CsvReader.Create(new MemoryStream(text), new CsvReaderOptions { HasHeader = false });
        while (reader.Read())
        {
            for (var place = 0; place < reader.FieldCount; place++)
                yield return reader.GetString(place);
        }
    }

    async Task<ImportReport> ImportAsync(string map = Map) =>
        await new Import(Table, Encoding.UTF8, ColumnMap.Parse("map.yaml", map).Map!)
            .RunAsync(new DeskFiling(office.Desk, office.Community).FileAsync, Report, (_, _) => { }, default);
}
