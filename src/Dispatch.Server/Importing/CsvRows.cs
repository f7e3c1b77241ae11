using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace Dispatch.Server.Importing;

/// <summary>A row of a file.</summary>
/// <param name="Line">Where it begins, counted from 1, the header included.</param>
/// <param name="Texts">What stands in it, in the order of the header; texts that are missing are empty.</param>
/// <param name="WhyNot">What is wrong with its form; null where nothing is.</param>
public sealed record CsvRow(long Line, IReadOnlyList<string> Texts, string? WhyNot);

/// <summary>Reads a file row by row, never more than a row at a time.</summary>
public sealed class CsvRows : IDisposable
{
    /// <summary>A row longer than this, in bytes, is a quote that was never closed.</summary>
    const int LongestRow = 1 << 20;

    readonly string path;
    readonly FileStream file;
    readonly CsvReader reader;
    (long Line, CsvMalformedReason Reason)? malformed;

    CsvRows(string path, Encoding encoding)
    {
        this.path = path;
        file = CsvEncoding.Open(path);
        reader = CsvReader.Create(file, new CsvReaderOptions
        {
            Encoding = encoding,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            OnMalformedRecord = found => malformed = (found.LineNumber, found.Reason),
        });
    }

    public IReadOnlyList<string> Headers { get; private set; } = [];

    /// <summary>How much of the file has been read, 0 to 1.</summary>
    public double Share => file.Length == 0 ? 1 : (double)file.Position / file.Length;

    /// <exception cref="ArgumentException">The file has no header, or lacks one of the columns, or has it twice.</exception>
    public static async Task<CsvRows> OpenAsync(string path, Encoding encoding, IReadOnlyList<string> columns, CancellationToken cancel)
    {
        CsvRows rows = new(path, encoding);
        try
        {
            await rows.ReadHeaderAsync(columns, cancel);
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    async Task ReadHeaderAsync(IReadOnlyList<string> columns, CancellationToken cancel)
    {
        try
        {
            await reader.ReadHeaderAsync(cancel);
        }
        catch (CsvFormatException error)
        {
            throw new ArgumentException($"The header of {path} cannot be read: {error.Message}");
        }

        Headers = [.. reader.Headers.Select(header => header.Trim())];
        if (Headers.Count == 0)
            throw new ArgumentException($"{path} is empty: its first line must name the columns.");
        if (columns.Except(Headers).ToList() is { Count: > 0 } missing)
            throw new ArgumentException($"The map speaks of columns that {path} does not have: {string.Join(", ", missing)}. It has: {string.Join(", ", Headers)}.");
        if (columns.Where(column => Headers.Count(header => header == column) > 1).ToList() is { Count: > 0 } twice)
            throw new ArgumentException($"{path} has columns twice that the map speaks of: {string.Join(", ", twice)}.");
    }

    /// <exception cref="ArgumentException">A quote is opened and never closed, so that no row after it can be told from another.</exception>
    public async IAsyncEnumerable<CsvRow> ReadAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        while (await NextAsync(cancel))
            yield return new CsvRow(reader.LineNumber, [.. Enumerable.Range(0, Headers.Count).Select(TextAt)], WhyNot());
    }

    async Task<bool> NextAsync(CancellationToken cancel)
    {
        try
        {
            return await reader.ReadAsync(cancel);
        }
        catch (CsvFormatException error)
        {
            throw new ArgumentException(
                $"{path} cannot be read from line {error.LineNumber} on: a quote that is opened there is not closed, or the row is longer than {LongestRow} bytes. " +
                "What stands before it is done; mend the line and run this again.");
        }
    }

    string TextAt(int index) => index < reader.FieldCount ? reader.GetString(index) : "";

    string? WhyNot()
    {
        if (malformed is { } found && found.Line == reader.LineNumber && found.Reason != CsvMalformedReason.FieldCountMismatch)
        {
            return found.Reason == CsvMalformedReason.UnterminatedQuote
                ? "A quote is opened in this row and never closed: all that follows in the file went into it."
                : "A quote stands in the middle of a text; a text with quotes is put in quotes, and each of its own is doubled.";
        }

        return reader.FieldCount == Headers.Count ? null : $"The row has {reader.FieldCount} fields and the header {Headers.Count}.";
    }

    public void Dispose()
    {
        reader.Dispose();
        file.Dispose();
    }
}
