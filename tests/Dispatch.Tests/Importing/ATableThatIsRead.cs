using System.IO.Compression;
using System.Text;
using Dispatch.Language;
using Dispatch.Server.Importing;

namespace Dispatch.Tests.Importing;

/// <summary>Tables as programs and people write them, read without a database.</summary>
public sealed class ATableThatIsRead
{
    string path = null!;

    [SetUp]
    public void Begins() => path = Path.GetTempFileName();

    [TearDown]
    public void Ends() => System.IO.File.Delete(path);

    async Task<(IReadOnlyList<string> Headers, IReadOnlyList<string> First)> ReadAsync(params string[] columns)
    {
        var workbook = await WorkbookLines.IsWorkbookAsync(path, default);
        var encoding = workbook ? Encoding.UTF8 : (await CsvEncoding.OfAsync(path, null, default)).Encoding;
        using var table = await HeadedTable.OpenAsync(path, encoding, columns, default);
        await foreach (var row in table.ReadAsync())
            return (table.Headers, row.Texts);
        return (table.Headers, []);
    }

    [TestCase("编 号,标　　题")]
    [TestCase("\"编\n号\",标题")]
    public async Task Names_its_columns_with_spaces_and_line_ends(string header)
    {
        await System.IO.File.WriteAllTextAsync(path, $"台账\n{header},别的\n1,太响,\n");

        var (headers, first) = await ReadAsync("编号", "标题");

        Assert.That(headers, Is.EqualTo((string[])["编号", "标题", "别的"]));
        Assert.That(first, Is.EqualTo((string[])["1", "太响", ""]));
    }

    [TestCase("", "2015-03-02")]
    [TestCase(" date1904=\"0\"", "2015-03-02")]
    [TestCase(" date1904=\"1\"", "2019-03-03")]
    [TestCase(" date1904=\"true\"", "2019-03-03")]
    public async Task Counts_its_days_from_1900_or_1904(string property, string day)
    {
        Workbook(property, """<c r="A2" s="1"><v>42065</v></c>""");

        Assert.That((await ReadAsync("A")).First, Is.EqualTo((string[])[day, ""]));
    }

    [Test]
    public async Task Has_nothing_where_a_formula_failed()
    {
        Workbook("", """<c r="A2" t="e"><f>B9</f><v>#REF!</v></c><c r="B2" t="str"><f>"a"</f><v>路灯</v></c>""");

        Assert.That((await ReadAsync("A", "B")).First, Is.EqualTo((string[])["", "路灯"]));
    }

    [TestCase(new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }, "save it as .xlsx")]
    [TestCase(new byte[] { 0x41, 0x00, 0x42, 0x00 }, "--encoding utf-16")]
    public async Task Is_none(byte[] bytes, string sentence)
    {
        await System.IO.File.WriteAllBytesAsync(path, bytes);

        Assert.That(() => ReadAsync("A"), Throws.TypeOf<UserErrorException>().With.Message.Contains(sentence));
    }

    /// <summary>A workbook with the columns A and B and one row, as little as a reader needs.</summary>
    void Workbook(string property, string cells)
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Package = "http://schemas.openxmlformats.org/package/2006";
        System.IO.File.Delete(path);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Write("[Content_Types].xml", $"""<Types xmlns="{Package}/content-types"/>""");
        Write("_rels/.rels", Related("officeDocument", "xl/workbook.xml"));
        Write("xl/_rels/workbook.xml.rels", Related("worksheet", "worksheets/sheet1.xml"));
        Write("xl/workbook.xml", $"""
            <workbook xmlns="{Main}" xmlns:r="{Relations}">
            <workbookPr{property}/><sheets><sheet name="a" sheetId="1" r:id="r"/></sheets></workbook>
            """);
        Write("xl/styles.xml", $"""
            <styleSheet xmlns="{Main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>
            """);
        Write("xl/worksheets/sheet1.xml", $"""
            <worksheet xmlns="{Main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>A</t></is></c>
            <c r="B1" t="inlineStr"><is><t>B</t></is></c></row><row r="2">{cells}</row></sheetData></worksheet>
            """);

        static string Related(string kind, string part) => $"""
            <Relationships xmlns="{Package}/relationships">
            <Relationship Id="r" Type="{Relations}/{kind}" Target="{part}"/></Relationships>
            """;

        void Write(string name, string text)
        {
            using StreamWriter entry = new(zip.CreateEntry(name).Open());
            entry.Write(text);
        }
    }
}
