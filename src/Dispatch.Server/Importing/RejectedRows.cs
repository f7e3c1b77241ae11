using CsvHelper;

namespace Dispatch.Server.Importing;

/// <summary>Writes the rows that were not filed, each with its line and the reason; makes the file with the first of them.</summary>
/// <remarks>
/// The columns of the source follow the two new ones, so that the file, once corrected, can be imported with the same map.
/// </remarks>
public sealed class RejectedRows(string path, IReadOnlyList<string> headers) : IDisposable
{
    CsvWriter? writer;

    public long Count { get; private set; }

    public string Path => path;

    public void Add(CsvRow row, string reason)
    {
        if (writer is null)
        {
            // With a byte order mark, so that a spreadsheet shows Chinese correctly.
            writer = CsvWriter.ToFile(path, new CsvWriterOptions { WriteByteOrderMark = true });
            string[] names = ["rejected line", "rejected because", .. headers];
            writer.WriteHeader(names);
        }

        string[] texts = [row.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), reason, .. row.Texts];
        writer.WriteRecord(texts);
        Count++;
    }

    public void Dispose() => writer?.Dispose();
}
