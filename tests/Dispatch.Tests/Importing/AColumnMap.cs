using CsvHelper;
using Dispatch.Alliances;
using Dispatch.Contracts;
using Dispatch.Server.Importing;
using Dispatch.Tests.Alliances;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Importing;

public sealed class AColumnMap
{
    const string Small = """
        constants:
          alliance: guohuo
          source: hotline
        columns:
          category: kind
          title: [subject, kind]
          location.latitude: lat
          externalId: id
        values:
          category: { noise: 0128, rubbish: 0110 }
        defaults:
          title: 无标题
        """;

    static readonly ColumnMap Map = ColumnMap.Parse("map.yaml", Small).Map!;

    [Test]
    public void Turns_a_row_into_a_filing()
    {
        Dictionary<string, string> complaint = new()
        {
            ["kind"] = "noise",
            ["subject"] = " 音响太响 ",
            ["lat"] = "25.45",
            ["lon"] = "119.11",
            ["id"] = "77",
        };

        var withPlaces = Small.Replace("externalId: id", "externalId: id\n  location.longitude: lon", StringComparison.Ordinal);
        var row = ColumnMap.Parse("map.yaml", withPlaces).Map!.Apply(complaint);

        Assert.That(row.Filing, Is.EqualTo(new FileOrder
        {
            Alliance = "guohuo",
            Category = "0128",
            Title = "音响太响",
            Location = new Location(25.45, 119.11, null),
            Source = "hotline",
            ExternalId = "77",
        }));
    }

    [Test]
    public void Takes_the_first_column_that_is_not_empty()
    {
        var row = Map.Apply(new Dictionary<string, string> { ["kind"] = "noise", ["subject"] = "" });

        Assert.That(row.Filing!.Title, Is.EqualTo("noise"));
        Assert.That(row.Filing.Source, Is.Null, "without an id of its own a row cannot be known again");
    }

    [TestCase("办理中", null)]
    [TestCase("", null)]
    [TestCase("已办结", "不是待办的件，不作为新件导入。The case is not open (state 'closed'); only open ones are filed.")]
    [TestCase("已作废", "The status '已作废' is not among the map's values.")]
    public void Files_no_case_as_new_that_is_done(string status, string? whyNot)
    {
        var map = ColumnMap.Parse("map.yaml", Small.Replace("  title: [", "  state: status\n  title: [", StringComparison.Ordinal)
            .Replace("values:", "values:\n  state: { 办理中: open, 已办结: closed }", StringComparison.Ordinal)).Map!;

        var row = map.Apply(new Dictionary<string, string> { ["kind"] = "noise", ["subject"] = "音响太响", ["status"] = status });

        Assert.That((row.WhyNot, row.Filing is null), Is.EqualTo((whyNot, whyNot is not null)));
    }

    [TestCase("状态", "已办结")]
    [TestCase("状态", "办结")]
    [TestCase("办理状态", "已关闭")]
    [TestCase("工单状态", "已完成")]
    [TestCase("状态", "完成")]
    [TestCase("当前状态", " 已 结 案 ")]
    [TestCase("处理进展", "已销号")]
    [TestCase("处理情况", "已处理，商户满意")]
    [TestCase("办理结果", "办理完毕")]
    [TestCase("状态", "已作废")]
    [TestCase("状态", "关闭（超时）")]
    [TestCase("状态", "已办结（未评价）")]
    [TestCase("办结情况", "按期办结")]
    [TestCase("status", "Closed")]
    [TestCase("STATUS", "CLOSED")]
    [TestCase("Case Status", "closed - resolved")]
    [TestCase("ｓｔａｔｅ", "Ｃｌｏｓｅｄ")]
    [TestCase("state", "Resolved")]
    [TestCase("case_status", "completed")]
    [TestCase("是否办结", "是")]
    [TestCase("是否已完成", "已完成")]
    [TestCase("是否办结", "√")]
    [TestCase("closed", "2015-03-02T14:30:56")]
    [TestCase("closed_dt", "03/02/2015 2:30 PM")]
    [TestCase("办结时间", "2015年3月2日")]
    [TestCase("结案日期", "42065")]
    public void Files_no_case_as_new_that_is_done_in_a_column_that_the_map_does_not_name(string column, string text)
    {
        Dictionary<string, string> row = new() { ["kind"] = "noise", ["id"] = "7", [column] = text };

        Assert.That(Map.Apply(row).WhyNot, Does.StartWith("看来已办结").And.Contain($"({column} '{text.Trim()}')"));
        var all = ColumnMap.Parse("map.yaml", Small.Replace("constants:", "constants:\n  state: open", StringComparison.Ordinal)).Map!;
        Assert.That(all.Apply(row).WhyNot, Is.Null, "whoever says that all are open has them filed");
    }

    [TestCase("状态", "办理中")]
    [TestCase("状态", "未办结")]
    [TestCase("状态", "待办结")]
    [TestCase("状态", "尚未完成")]
    [TestCase("状态", "")]
    [TestCase("办理进展", "正在处理")]
    [TestCase("是否办结", "否")]
    [TestCase("办结时限", "2015-03-16")]
    [TestCase("要求完成时间", "2015-03-16")]
    [TestCase("办结时间", "")]
    [TestCase("closed", "false")]
    [TestCase("closed_dt", "NULL")]
    [TestCase("status", "Open")]
    [TestCase("status", "unresolved")]
    [TestCase("status", "In Progress")]
    [TestCase("内容", "井盖没有关闭，已完成的围挡没拆")]
    [TestCase("反映情况", "围挡已完成安装，仍有积水")]
    [TestCase("办理单位", "合并办公室")]
    [TestCase("state", "MA")]
    public void Files_a_case_that_is_open(string column, string text) =>
        Assert.That(Map.Apply(new Dictionary<string, string> { ["kind"] = "noise", ["id"] = "7", [column] = text }).WhyNot, Is.Null);

    static readonly TestCaseData<string, string, string>[] Reasons =
    [
        new("kind", "", "The category is missing: kind is empty.") { TestName = "Says_that_a_required_column_is_empty" },
        new("kind", "smell", "The kind 'smell' is not among the map's values.") { TestName = "Says_that_a_word_is_not_among_the_values" },
        new("id", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x",
            "The externalId is longer than 100 characters.") { TestName = "Says_that_a_text_is_too_long" },
    ];

    [TestCaseSource(nameof(Reasons))]
    public void Says_why_not(string column, string text, string sentence)
    {
        var row = Map.Apply(new Dictionary<string, string> { ["kind"] = "noise", [column] = text });

        Assert.That(row, Is.EqualTo(new MappedRow(null, null, sentence)));
    }

    [TestCase("lat", "north", "The location.latitude 'north' is not a number from -90 to 90")]
    [TestCase("lat", "91", "The location.latitude '91' is not a number from -90 to 90")]
    [TestCase("lat", "NaN", "The location.latitude 'NaN' is not a number from -90 to 90")]
    public void Leaves_out_with_a_remark_what_an_order_can_do_without(string column, string text, string why)
    {
        var row = Map.Apply(new Dictionary<string, string> { ["kind"] = "noise", ["id"] = "7", [column] = text });

        Assert.That(row.WhyNot, Is.Null);
        Assert.That(row.Filing!.Location, Is.Null);
        Assert.That(row.Filing.Text, Is.EqualTo($"导入备注：未采用 location.latitude「{text}」 ({why})").And.EqualTo(row.Remark));
    }

    [TestCase("2099-01-01", "lies in the future")]
    [TestCase("1985-01-01", "is more than twenty years ago")]
    public void Leaves_out_with_a_remark_when_nobody_can_have_reported_it(string text, string why)
    {
        var withTime = Small.Replace("externalId: id", "externalId: id\n  reportedAt: when", StringComparison.Ordinal);

        var row = ColumnMap.Parse("map.yaml", withTime).Map!.Apply(
            new Dictionary<string, string> { ["kind"] = "noise", ["id"] = "7", ["when"] = text }, Situations.Monday);

        Assert.That((row.WhyNot, row.Filing!.ReportedAt), Is.EqualTo(((string?)null, (DateTimeOffset?)null)));
        Assert.That(row.Remark, Does.Contain(why));
    }

    [TestCase("-")]
    [TestCase("——")]
    [TestCase("无")]
    [TestCase("N/A")]
    public void Takes_for_empty_where_somebody_wrote_that_there_is_nothing(string text)
    {
        var map = ColumnMap.Parse("map.yaml", Small.Replace(
            "externalId: id", "externalId: id\n  merchant.phone: tel\n  reportedAt: when", StringComparison.Ordinal)).Map!;

        var row = map.Apply(new Dictionary<string, string> { ["kind"] = "noise", ["id"] = "7", ["tel"] = text, ["when"] = text });

        Assert.That((row.Filing!.Merchant, row.Filing.ReportedAt), Is.EqualTo(((Merchant?)null, (DateTimeOffset?)null)));
        Assert.That(row.Remark, Is.Null);
    }

    [TestCase("夜市音响太响。影响休息，请尽快处理", "夜市音响太响")]
    [TestCase("\n  路灯不亮\n三天了", "路灯不亮")]
    [TestCase("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三", "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九…")]
    public void Makes_a_title_of_the_text_where_there_is_none(string text, string title)
    {
        var map = ColumnMap.Parse("map.yaml", """
            constants: { alliance: guohuo, category: "0128" }
            columns: { text: content }
            """).Map!;

        Assert.That(map.Apply(new Dictionary<string, string> { ["content"] = text }).Filing!.Title, Is.EqualTo(title));
        Assert.That(map.Apply(new Dictionary<string, string>()).WhyNot, Is.EqualTo("The title is missing: content is empty."));
    }

    static readonly TestCaseData<string, string, int, string>[] Faults =
    [
        new("  category: kind\n", "", 1, "'category' is missing") { TestName = "Refuses_to_be_without_a_category" },
        new("externalId: id", "exernalId: id", 8, "no field 'exernalId'") { TestName = "Refuses_a_field_that_no_filing_has" },
        new("title: 无标题", "text: 无标题", 12, "'text' comes from no column") { TestName = "Refuses_a_default_for_no_column" },
        new("externalId: id", "source: id", 8, "is already a constant") { TestName = "Refuses_a_field_that_comes_from_two_places" },
        new("defaults:", "default:", 11, "no key 'default'") { TestName = "Refuses_an_unknown_key" },
        new("defaults:", "time zone: Asia/Putian\ndefaults:", 11, "no such time zone") { TestName = "Refuses_a_time_zone_that_is_none" },
        new("defaults:", "time format: qq\ndefaults:", 11, "not a format of times") { TestName = "Refuses_a_format_that_is_none" },
        new("[subject, kind]", "[]", 6, "At least one column") { TestName = "Refuses_an_empty_list_of_columns" },
    ];

    [TestCaseSource(nameof(Faults))]
    public void Refuses(string piece, string by, int line, string sentence)
    {
        var changed = Small.Replace(piece, by, StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(Small));

        var reading = ColumnMap.Parse("map.yaml", changed);

        Assert.That(reading.Map, Is.Null);
        Assert.That(reading.Faults.Select(fault => fault.ToString()),
            Has.Some.StartsWith($"map.yaml:{line}: ").And.Some.Contains(sentence));
    }

    [Test]
    public void Of_boston_turns_every_complaint_into_a_filing_for_a_member_with_that_duty()
    {
        var reading = ColumnMap.Read(Files.Demo("boston-311.map.yaml"));
        Assert.That(reading.Faults, Is.Empty);
        var boston = AllianceFile.Read(Files.Demo("boston-311.alliance.yaml"), Situations.Calendars, 2015, 2015).Definition!.Alliance;

        var complaints = Complaints();
        var mapped = complaints.Select(row => reading.Map!.Apply(row)).ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(complaints[0].Keys, Is.SupersetOf(reading.Map!.Columns));
            Assert.That(mapped, Has.Count.EqualTo(4437));
            Assert.That(mapped.Where(row => row.Filing is null).Select(row => row.WhyNot), Is.Empty,
                "no reason and no department is empty in this data");
            Assert.That(mapped.Select(row => row.Filing!.ExternalId).Distinct().Count(), Is.EqualTo(4437));
            Assert.That(mapped.Where(row =>
                row.Filing!.Alliance != boston.Code || !boston.Members[row.Lead!].Duties.Contains(row.Filing.Category)), Is.Empty);
            Assert.That(
                mapped.SelectMany(row => (string[])[row.Filing!.Category]).Distinct().Count(), Is.EqualTo(boston.Categories.Count));
            Assert.That(mapped[0].Filing, Is.EqualTo(new FileOrder
            {
                Alliance = "boston-311",
                Category = "signs-and-signals",
                Title = "Sign Repair",
                Text = "Sign Repair",
                Location = new Location(42.3018, -71.1121, "INTERSECTION of Washington St & Morton St  Jamaica Plain  MA"),
                Source = "boston-311",
                ExternalId = "101001320772",
            }));
        }
    }

    static List<Dictionary<string, string>> Complaints()
    {
        using var csv = CsvReader.FromFile(Files.Data("boston-311-2015-03.csv"), CsvReaderOptions.Default);
        List<Dictionary<string, string>> rows = [];
        while (csv.Read())
            rows.Add(csv.Headers.Select((column, index) => (column, text: csv.GetString(index)))
                .ToDictionary(cell => cell.column, cell => cell.text));
        return rows;
    }
}
