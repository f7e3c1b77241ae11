using System.Text;
using Dispatch.Server.Reports;
using MiniExcelLibs;

namespace Dispatch.Tests.Reports;

/// <summary>A table that is written while it is read.</summary>
public sealed class ALongTable
{
    const int Page = 200;

    int pages;

    [SetUp]
    public void Begins() => pages = 0;

    /// <summary>A table of numbered lines, read a page at a time.</summary>
    LongTable Of(int lines)
    {
        var read = LongTable.PagesAsync<string>(last =>
        {
            pages++;
            var first = last is null ? 0 : int.Parse(last, null) + 1;
            IReadOnlyList<string> page = [.. Enumerable.Range(first, Math.Min(Page, lines - first)).Select(n => $"{n}")];
            return Task.FromResult(page);
        }, Page);
        return new LongTable("表", ["编号", "标题"], read.Select(IReadOnlyList<object?> (n) => [int.Parse(n, null), $"=第 {n} 件"]));
    }

    static async Task<IReadOnlyList<IDictionary<string, object>>> RowsAsync(LongTable table, int most, bool isWhole)
    {
        using MemoryStream file = new();
        Assert.That(await table.WriteWorkbookAsync(file, most, default), Is.EqualTo(isWhole));
        file.Position = 0;
        Assert.That(file.GetSheetNames(), Is.EqualTo((string[])["表"]));
        return [.. file.Query(useHeaderRow: true).Cast<IDictionary<string, object>>()];
    }

    [TestCase(0)]
    [TestCase(Page)]
    [TestCase((2 * Page) + 1)]
    public async Task Has_every_line_of_every_page(int lines)
    {
        using MemoryStream text = new();
        await Of(lines).WriteCsvAsync(text, default);
        var rows = await RowsAsync(Of(lines), LongTable.MostLines, isWhole: true);

        Assert.That(
            Encoding.UTF8.GetString(text.ToArray()).TrimStart('\uFEFF'),
            Is.EqualTo(string.Concat(Enumerable.Range(0, lines).Select(n => $"{n},'=第 {n} 件\r\n").Prepend("编号,标题\r\n"))));
        Assert.That(
            rows.Select(row => row["编号"]),
            Is.EqualTo(lines == 0 ? ["无"] : Enumerable.Range(0, lines).Select(n => (object)(double)n)));
    }

    [Test]
    public async Task Says_in_its_last_line_that_a_workbook_has_no_room_for_more()
    {
        var rows = await RowsAsync(Of(3 * Page), 250, isWhole: false);

        Assert.That(rows, Has.Count.EqualTo(251));
        Assert.That(rows[^1]["编号"], Does.StartWith("到此为止：一个表最多 250 件，请缩小范围，或下载 CSV"));
        Assert.That(pages, Is.EqualTo(2), "what has no room is not read");
    }

    [Test]
    public async Task Is_read_no_further_than_it_is_written()
    {
        using Stalling body = new(Page);

        Assert.ThrowsAsync<IOException>(() => Of(1_000_000).WriteCsvAsync(body, default));

        Assert.That(pages, Is.LessThan(100), "of five thousand");
    }

    /// <summary>A reader that goes away once it has had enough.</summary>
    sealed class Stalling(int most) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Length > most ? ValueTask.FromException(new IOException("The reader is gone.")) : base.WriteAsync(buffer, cancellationToken);
    }
}
