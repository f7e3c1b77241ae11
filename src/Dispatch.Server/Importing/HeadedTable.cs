using System.Runtime.CompilerServices;
using System.Text;
using Dispatch.Language;

namespace Dispatch.Server.Importing;

/// <summary>A row of a table.</summary>
/// <param name="Line">Where it begins, counted from 1, including the header.</param>
/// <param name="Texts">Its fields in the order of the header.</param>
/// <param name="WhyNot">What is wrong with its form; null if nothing is.</param>
/// <param name="Missing">How many fields it lacks at its end; <paramref name="Texts"/> has empty ones for them where they may be.</param>
public sealed record TableLine(long Line, IReadOnlyList<string> Texts, string? WhyNot, int Missing = 0)
{
    public bool IsEmpty => Texts.All(string.IsNullOrWhiteSpace);
}

/// <summary>The rows of a file as they stand in it, one at a time.</summary>
interface ILines : IDisposable
{
    /// <summary>How much of the file has been read, 0 to 1.</summary>
    double Share { get; }

    /// <exception cref="UserErrorException">The file cannot be read from some row on.</exception>
    IAsyncEnumerable<TableLine> ReadAsync(CancellationToken cancel);
}

/// <summary>
/// A table as people have it, CSV or a workbook: its columns are named in a row below some titles, and rows may be empty.
/// </summary>
public sealed class HeadedTable : IDisposable
{
    /// <summary>A header that comes later is none.</summary>
    const int MostTitles = 30;

    readonly ILines lines;
    readonly IAsyncEnumerator<TableLine> rows;

    HeadedTable(ILines lines, CancellationToken cancel)
    {
        this.lines = lines;
        rows = lines.ReadAsync(cancel).GetAsyncEnumerator(cancel);
    }

    public IReadOnlyList<string> Headers { get; private set; } = [];

    /// <summary>Where the header stands.</summary>
    public long Line { get; private set; }

    /// <inheritdoc cref="ILines.Share"/>
    public double Share => lines.Share;

    /// <param name="encoding">Of a file that is no workbook.</param>
    /// <param name="columns">What the header has to name; where it need not name anything, it is the first row that is not empty.</param>
    /// <exception cref="UserErrorException">The file has no header, or one of the columns is missing or occurs twice.</exception>
    public static async Task<HeadedTable> OpenAsync(
        string path, Encoding encoding, IReadOnlyList<string> columns, CancellationToken cancel)
    {
        var table = await OpenAsync(path, encoding, headers => !columns.Except(Named(headers, columns)).Any(), cancel);
        table.Headers = Named(table.Headers, columns);
        if (columns.Except(table.Headers).ToList() is { Count: > 0 } missing)
        {
            table.Dispose();
            throw new UserErrorException(
                $"The map names columns that {path} does not have: {string.Join(", ", missing)}. " +
                $"It has: {string.Join(", ", table.Headers)}.");
        }

        if (columns.Where(column => table.Headers.Count(header => header == column) > 1).ToList() is { Count: > 0 } twice)
        {
            table.Dispose();
            throw new UserErrorException($"{path} has two columns of the same name, which the map uses: {string.Join(", ", twice)}.");
        }

        return table;
    }

    /// <summary>The header, with the names that are looked for in the place of those that differ from them in spaces and widths.</summary>
    static IReadOnlyList<string> Named(IReadOnlyList<string> headers, IReadOnlyList<string> columns) =>
    [
        .. headers.Select(header => columns.Contains(header)
            ? header
            : columns.FirstOrDefault(column => !headers.Contains(column) && IsNamed(header, column)) ?? header),
    ];

    /// <summary>Whether a header is a name, but for spaces, line ends, widths and case: people widen 编号 to 编　号.</summary>
    internal static bool IsNamed(string header, string name) => header == name || (header.Length > 0 && Bare(header) == Bare(name));

    static string Bare(string text) => Folding.Fold(text).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The same, with the header where a row is one; with the first row as the header where none of the first rows is.</summary>
    /// <exception cref="UserErrorException">The file is empty, or its header cannot be read.</exception>
    internal static async Task<HeadedTable> OpenAsync(
        string path, Encoding encoding, Func<IReadOnlyList<string>, bool> isHeader, CancellationToken cancel)
    {
        // What separates the fields is told from the first lines, and titles may tell something else than the table.
        Func<ILines>[] readings = await WorkbookLines.IsWorkbookAsync(path, cancel)
            ? [() => new WorkbookLines(path)]
            : [.. ((char?[])[null, ',', ';', '\t']).Select(Func<ILines> (separator) => () => new CsvLines(path, encoding, separator))];
        foreach (var reading in readings)
        {
            if (await TryOpenAsync(reading(), isHeader, cancel) is { } table)
                return table;
        }

        return await TryOpenAsync(readings[0](), _ => true, cancel)
            ?? throw new UserErrorException($"{path} is empty: its first line must name the columns.");
    }

    static async Task<HeadedTable?> TryOpenAsync(ILines lines, Func<IReadOnlyList<string>, bool> isHeader, CancellationToken cancel)
    {
        HeadedTable table = new(lines, cancel);
        try
        {
            for (var titles = 0; titles < MostTitles && await table.rows.MoveNextAsync(); titles++)
            {
                var row = table.rows.Current;
                IReadOnlyList<string> headers = [.. row.Texts.Select(header => SpreadsheetCell.Plain(header.Trim().TrimStart('\uFEFF')))];
                if (row.IsEmpty || !isHeader(headers))
                    continue;
                (table.Headers, table.Line) = (headers, row.Line);
                return table;
            }
        }
        catch
        {
            table.Dispose();
            throw;
        }

        table.Dispose();
        return null;
    }

    /// <summary>
    /// The rows below the header but for empty ones, without what kept a spreadsheet from taking their text for a formula.
    /// </summary>
    /// <param name="shortRows">
    /// Whether a row of a CSV file may lack fields at its end; whoever reads it says so. A workbook leaves empty ones out in any case.
    /// </param>
    /// <exception cref="UserErrorException">A quote is opened and never closed, so that the rows after it cannot be read.</exception>
    public async IAsyncEnumerable<TableLine> ReadAsync(
        bool shortRows = false, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        while (await rows.MoveNextAsync())
        {
            cancel.ThrowIfCancellationRequested();
            if (rows.Current is not { IsEmpty: false } row)
                continue;
            var missing = lines is WorkbookLines ? 0 : Math.Max(0, Headers.Count - row.Texts.Count);
            row = row with { Texts = [.. Fitted(row.Texts, shortRows).Select(SpreadsheetCell.Plain)], Missing = missing };
            yield return row with { WhyNot = row.WhyNot ?? WhyNot(row) };
        }
    }

    /// <summary>Without empty fields behind the last column, and with those that may be left out.</summary>
    IEnumerable<string> Fitted(IReadOnlyList<string> texts, bool shortRows) => texts.Count > Headers.Count
        ? texts.Skip(Headers.Count).All(string.IsNullOrWhiteSpace) ? texts.Take(Headers.Count) : texts
        : shortRows || lines is WorkbookLines ? texts.Concat(Enumerable.Repeat("", Headers.Count - texts.Count)) : texts;

    string? WhyNot(TableLine row) => row.Texts.Count == Headers.Count
        ? null
        : $"The row has {row.Texts.Count} fields, but the header has {Headers.Count}.";

    public void Dispose() => lines.Dispose();
}
