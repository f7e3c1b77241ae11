using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using Dispatch.Language;

namespace Dispatch.Server.Importing;

/// <summary>A row of a table.</summary>
/// <param name="Line">Where it begins, counted from 1, including the header.</param>
/// <param name="Texts">Its fields in the order of the header; missing ones are empty.</param>
/// <param name="WhyNot">What is wrong with its form; null if nothing is.</param>
public sealed record CsvRow(long Line, IReadOnlyList<string> Texts, string? WhyNot);

/// <summary>Reads a table row by row, one row at a time.</summary>
public sealed class CsvRows : IDisposable
{
    /// <summary>In bytes. A longer row means a quote that was never closed.</summary>
    const int LongestRow = 1 << 20;

    readonly string path;
    readonly FileStream file;
    readonly CsvReader reader;
    (long Line, CsvMalformedReason Reason)? fault;

    CsvRows(string path, Encoding encoding)
    {
        this.path = path;
        file = CsvEncoding.Open(path);
        reader = CsvReader.Create(file, new CsvReaderOptions
        {
            Encoding = encoding,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            OnMalformedRecord = found => fault = (found.LineNumber, found.Reason),
        });
    }

    public IReadOnlyList<string> Headers { get; private set; } = [];

    /// <summary>How much of the file has been read, 0 to 1.</summary>
    public double Share => file.Length == 0 ? 1 : (double)file.Position / file.Length;

    /// <exception cref="UserErrorException">The file has no header, or one of the columns is missing or occurs twice.</exception>
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
            throw new UserErrorException($"The header of {path} cannot be read: {error.Message}");
        }

        Headers = [.. reader.Headers.Select(header => header.Trim())];
        if (Headers.Count == 0)
            throw new UserErrorException($"{path} is empty: its first line must name the columns.");
        if (columns.Except(Headers).ToList() is { Count: > 0 } missing)
        {
            throw new UserErrorException(
                $"The map names columns that {path} does not have: {string.Join(", ", missing)}. It has: {string.Join(", ", Headers)}.");
        }

        if (columns.Where(column => Headers.Count(header => header == column) > 1).ToList() is { Count: > 0 } twice)
            throw new UserErrorException($"{path} has two columns of the same name, which the map uses: {string.Join(", ", twice)}.");
    }

    /// <exception cref="UserErrorException">A quote is opened and never closed, so that the rows after it cannot be read.</exception>
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
            throw new UserErrorException(
                $"{path} cannot be read from line {error.LineNumber} on: a quote that is opened there is not closed, or the row has " +
                $"more than {LongestRow} bytes. The rows before it are done; correct the line and run this again.");
        }
    }

    string TextAt(int index) => index < reader.FieldCount ? reader.GetString(index) : "";

    string? WhyNot()
    {
        if (fault is { } found && found.Line == reader.LineNumber && found.Reason != CsvMalformedReason.FieldCountMismatch)
        {
            return found.Reason == CsvMalformedReason.UnterminatedQuote
                ? "A quote is opened in this row and never closed; the rest of the file was read as part of it."
                : "There is a quote in the middle of a field; put a field with quotes in quotes, and double each of its own.";
        }

        return reader.FieldCount == Headers.Count ? null : $"The row has {reader.FieldCount} fields, but the header has {Headers.Count}.";
    }

    public void Dispose()
    {
        reader.Dispose();
        file.Dispose();
    }
}
