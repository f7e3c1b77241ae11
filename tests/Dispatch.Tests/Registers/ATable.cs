using System.IO.Compression;
using System.Text;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Server.Registers;
using Dispatch.Server.Reports;
using Dispatch.Tests.Alliances;
using Microsoft.AspNetCore.Http;

namespace Dispatch.Tests.Registers;

/// <summary>A register as a table: what goes out comes in again, and what is no table is said to be none.</summary>
public sealed class ATable
{
    static readonly AllianceDefinition Definition = With(
        new KnownMerchant("gongshi", "=SUM(A1)", "+86 138-0000-0001", "@路, \"甲\" 号\n二层"), new KnownMerchant("m2", "'引号", null, null));

    [Test]
    public async Task Comes_back_as_it_went_out(
        [Values] bool workbook, [Values] bool chinese, [Values("members", "categories", "merchants", "people")] string register)
    {
        var lines = Dispatch.Registers.RegisterList.Find(register)!.Lines(Definition);
        var bytes = await WrittenAsync(register, lines, workbook, chinese);

        var rows = (await ReadAsync(register, bytes)).Value!;

        Assert.That(rows.Rows.Select(row => row.Cells![0]), Is.EqualTo(lines.Select(line => line.Code)));
        Assert.That(
            rows.Rows.Zip(lines).Select(pair => string.Join('|', pair.First.Cells!)),
            Is.EqualTo(lines.Select(line => string.Join('|', RegisterTable.CellsOf(line, chinese)))));
        Assert.That(TableRows.Unpacked(register, rows.Packed())!.Rows.Select(row => string.Join('|', row.Cells!)),
            Is.EqualTo(rows.Rows.Select(row => string.Join('|', row.Cells!))));
    }

    [Test]
    public async Task Holds_no_cell_that_a_spreadsheet_takes_for_a_formula()
    {
        var lines = Dispatch.Registers.RegisterList.Find("merchants")!.Lines(Definition);
        var text = Encoding.UTF8.GetString(await WrittenAsync("merchants", lines, workbook: false, chinese: true));

        Assert.That(text, Does.Contain(",'=SUM(A1),'+86").And.Not.Contain(",=SUM"));
    }

    [Test]
    public async Task To_be_filled_in_has_its_columns_and_nothing_else([Values] bool workbook) =>
        Assert.That(
            (await ReadAsync("merchants", await WrittenAsync("merchants", [], workbook, chinese: true))).Refusal!.Fields!["file"],
            Is.EqualTo("no-rows"));

    static async Task<byte[]> WrittenAsync(string register, IReadOnlyList<RegisterLine> lines, bool workbook, bool chinese)
    {
        using MemoryStream body = new();
        var table = TableFile.Of(register, lines, chinese);
        if (workbook)
            await table.WriteWorkbookAsync(body, LongTable.MostLines, default);
        else
            await table.WriteCsvAsync(body, default);
        return body.ToArray();
    }

    [Test]
    public async Task Is_read_in_gbk_with_roles_in_chinese_and_in_any_order_of_its_columns()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = Encoding.GetEncoding("gbk").GetBytes("姓名,登录名,身份,商户编码,成员单位编码\r\n王五,wang-wu,社区、秘书处,,chengguan\r\n");

        var rows = (await ReadAsync("people", bytes)).Value!;

        Assert.That(rows.Entries.Single().Code, Is.EqualTo("wang-wu"));
        Assert.That(rows.Entries.Single().Fields!.Value.ToString(),
            Is.EqualTo("""{"name":"\u738B\u4E94","roles":["community","secretariat"],"member":"chengguan"}"""));
    }

    [TestCase("2个工作时", "2 working hours")]
    [TestCase("3 个工作日", "3 working days")]
    [TestCase("30 个紧急工作分钟", "30 minutes")]
    [TestCase("72 hours", "72 hours")]
    [TestCase("很快", "很快")]
    public void Understands_limits_in_chinese(string cell, string expected) =>
        Assert.That(LimitFields.InWordsOfFiles(cell), Is.EqualTo(expected));

    [Test]
    public async Task Lacks_columns_by_name()
    {
        var refusal = (await ReadAsync("merchants", "编码,名称\r\na,b\r\n"u8.ToArray())).Refusal!;

        Assert.That(Wording.Of(refusal, chinese: true), Does.Contain("电话、地址"));
    }

    [Test]
    public async Task Names_a_row_that_cannot_be_read()
    {
        var rows = (await ReadAsync("merchants", "编码,名称,电话,地址\r\na,b,,\r\nc,d\r\n"u8.ToArray())).Value!;

        Assert.That(rows.Entries.Select(row => $"{row.Line} {row.Fault}"), Is.EqualTo((string[])["2 ", "3 not-a-row"]));
    }

    static readonly TestCaseData<byte[], string>[] None =
    [
        new([], "required"),
        new("PK\u0003\u0004 nothing of a workbook"u8.ToArray(), "not-a-table"),
        new(Zip("a.txt", 10), "not-a-table"),
        new(Zip("xl/workbook.xml", 80 << 20), "larger-than-2-mib"),
        new(new byte[TableFile.LargestBytes + 1], "larger-than-2-mib"),
        new([0xFF, 0xD8, 0xFF, 0xE0, 0x80, 0x80], "not-a-table"),
        new("编码,名称,电话,地址\r\n"u8.ToArray(), "no-rows"),
        new(
            Encoding.UTF8.GetBytes("编码,名称,电话,地址\n" + string.Concat(Enumerable.Repeat("a,b,,\n", TableFile.MostRows + 1))),
            "more-than-10000"),
    ];

    [TestCaseSource(nameof(None))]
    public async Task Is_none(byte[] bytes, string fault) =>
        Assert.That((await ReadAsync("merchants", bytes)).Refusal!.Fields!["file"], Is.EqualTo(fault));

    static byte[] Zip(string name, int length)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open())
            entry.Write(new byte[length]);
        return stream.ToArray();
    }

    static Task<Decision<TableRows>> ReadAsync(string register, byte[] bytes) =>
        TableFile.ReadAsync(register, new FormFile(new MemoryStream(bytes), 0, bytes.Length, "file", "x"), CancellationToken.None);

    static AllianceDefinition With(params KnownMerchant[] merchants)
    {
        var definition = Files.Definition();
        return definition with
        {
            Alliance = definition.Alliance with { Merchants = merchants },
            People = [.. definition.People.Where(person => person.Merchant is null)],
        };
    }
}
