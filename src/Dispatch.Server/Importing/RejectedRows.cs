using CsvHelper;

namespace Dispatch.Server.Importing;

/// <summary>Writes the rows that were not filed, each with its line and the reason; makes the file with the first of them.</summary>
/// <remarks>
/// The columns of the source follow the two new ones, so that the file, once corrected, can be imported with the same map. A spreadsheet
/// takes none of its cells for a formula, and reading it takes the signs off again that see to that.
/// </remarks>
public sealed class RejectedRows(string path, IReadOnlyList<string> headers) : IDisposable
{
    const string LineName = "rejected line";
    const string ReasonName = "rejected because";

    /// <summary>The first of the source's own columns: a report that is imported has the two from before.</summary>
    readonly int first = headers is [LineName, ReasonName, ..] ? 2 : 0;

    CsvWriter? writer;

    public long Count { get; private set; }

    public string Path => path;

    public void Add(TableLine row, string reason)
    {
        if (writer is null)
        {
            // With a byte order mark, so that a spreadsheet shows Chinese correctly.
            writer = CsvWriter.ToFile(path, new CsvWriterOptions
            {
                WriteByteOrderMark = true,
                // A row that has too few or too many fields comes back as one.
                ValidateFieldCount = false,
                // Where a spreadsheet takes semicolons or tabs for what separates fields.
                ShouldQuote = (text, _, _, _) => text.IndexOfAny(';', '\t') >= 0,
            });
            string[] names = [LineName, ReasonName, .. headers.Skip(first).Select(SpreadsheetCell.Safe)];
            writer.WriteHeader(names);
        }

        string[] texts =
        [
            row.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), SpreadsheetCell.Safe(reason),
            .. row.Texts.Skip(first).SkipLast(row.WhyNot is null ? row.Missing : 0).Select(SpreadsheetCell.Safe),
        ];
        writer.WriteRecord(texts);
        Count++;
    }

    public void Dispose() => writer?.Dispose();
}
