using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Dispatch.Server.Importing;
using Dispatch.Server.Registers;
using MiniExcelLibs;

namespace Dispatch.Server.Reports;

/// <summary>A table of any number of lines, which are read while they are written: no server has to hold it.</summary>
/// <param name="Sheet">Its name in a workbook.</param>
/// <param name="Headings">Those of its columns.</param>
/// <param name="Lines">The cells of each, in the order of the headings.</param>
/// <param name="IfNone">What a workbook says where there are no lines; empty where people are to fill them in.</param>
sealed record LongTable(
    string Sheet, IReadOnlyList<string> Headings, IAsyncEnumerable<IReadOnlyList<object?>> Lines, string IfNone = "无")
{
    public const string Csv = "csv";
    public const string Xlsx = "xlsx";

    /// <summary>A sheet of Excel has 1,048,576 rows: one is the heading, and one says where it ends.</summary>
    public const int MostLines = 1_048_574;

    /// <summary>The table as a file that somebody takes away.</summary>
    /// <param name="format">Of <see cref="Csv"/> and <see cref="Xlsx"/>.</param>
    /// <param name="name">Without an ending.</param>
    public async Task<IResult> AnswerAsync(HttpContext context, string format, string name, CancellationToken cancel)
    {
        if (format == Csv)
            return TypedResults.Stream(body => WriteCsvAsync(body, cancel), "text/csv; charset=utf-8", $"{name}.csv");

        // Whether it holds everything stands in a header, which comes first: so it is written before it is sent.
        FileStream file = new(
            Path.Combine(Path.GetTempPath(), $"dispatch-{Guid.NewGuid():n}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            if (!await WriteWorkbookAsync(file, MostLines, cancel))
                context.Response.Headers["X-Truncated"] = "true";
            file.Position = 0;
            return TypedResults.Stream(file, Workbook.ContentType, $"{name}.xlsx");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>As text with commas, with a mark that tells spreadsheets that it is UTF-8.</summary>
    public async Task WriteCsvAsync(Stream body, CancellationToken cancel)
    {
        await using StreamWriter text = new(body, new UTF8Encoding(true), 1 << 16, leaveOpen: true) { NewLine = "\r\n" };
        await text.WriteLineAsync(string.Join(',', Headings.Select(TableFile.Quoted)));
        await foreach (var line in Lines.WithCancellation(cancel))
            await text.WriteLineAsync(string.Join(',', line.Select(cell => TableFile.Quoted(Text(cell)))));
    }

    static string Text(object? cell) => cell switch
    {
        null => "",
        string text => SpreadsheetCell.Safe(text),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>As a workbook; where there are more lines than it has room for, the last one says so.</summary>
    /// <returns>Whether it holds all of them.</returns>
    public async Task<bool> WriteWorkbookAsync(Stream file, int mostLines, CancellationToken cancel)
    {
        var isWhole = true;
        await file.SaveAsAsync(RowsAsync(), sheetName: Sheet, cancellationToken: cancel);
        return isWhole;

        async IAsyncEnumerable<Dictionary<string, object?>> RowsAsync()
        {
            var lines = 0;
            await foreach (var line in Lines.WithCancellation(cancel))
            {
                if (lines == mostLines)
                {
                    isWhole = false;
                    yield return Said(
                        $"到此为止：一个表最多 {mostLines} 件，请缩小范围，或下载 CSV。It ends here: a sheet has room for {mostLines}; CSV has all.");
                    yield break;
                }

                lines++;
                yield return Headings.Zip(line).ToDictionary(
                    cell => cell.First, cell => cell.Second is string text ? SpreadsheetCell.Safe(text) : cell.Second);
            }

            // A sheet needs a row to have its headings.
            if (lines == 0)
                yield return Said(IfNone);
        }
    }

    /// <summary>A line that is none of the table.</summary>
    Dictionary<string, object?> Said(string sentence) =>
        Headings.Index().ToDictionary(heading => heading.Item, heading => (object?)(heading.Index == 0 ? sentence : null));

    /// <summary>The lines of pages that are read one after the other, each by the key of the last line of the one before.</summary>
    /// <param name="page">Reads the page behind a line; behind null, the first.</param>
    /// <param name="length">Of every page but the last.</param>
    public static async IAsyncEnumerable<T> PagesAsync<T>(
        Func<T?, Task<IReadOnlyList<T>>> page, int length, [EnumeratorCancellation] CancellationToken cancel = default) where T : class
    {
        for (T? last = null; ;)
        {
            cancel.ThrowIfCancellationRequested();
            var read = await page(last);
            foreach (var line in read)
                yield return line;
            if (read.Count < length)
                yield break;
            last = read[^1];
        }
    }
}
