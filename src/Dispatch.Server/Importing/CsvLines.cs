using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using Dispatch.Language;

namespace Dispatch.Server.Importing;

/// <summary>The rows of text with commas, semicolons or tabs.</summary>
sealed class CsvLines : ILines
{
    /// <summary>In bytes. A longer row means a quote that was never closed.</summary>
    const int LongestRow = 1 << 20;

    readonly string path;
    readonly FileStream file;
    readonly CsvReader reader;
    (long Line, CsvMalformedReason Reason)? fault;

    /// <param name="separator">Null where the first lines tell.</param>
    public CsvLines(string path, Encoding encoding, char? separator)
    {
        this.path = path;
        file = CsvEncoding.Open(path);
        reader = CsvReader.Create(file, new CsvReaderOptions
        {
            Encoding = encoding,
            HasHeader = false,
            Separator = separator,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            OnMalformedRecord = found => fault = (found.LineNumber, found.Reason),
        });
    }

    public double Share => file.Length == 0 ? 1 : (double)file.Position / file.Length;

    public async IAsyncEnumerable<TableLine> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        while (await NextAsync(cancel))
            yield return new TableLine(reader.LineNumber, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)], WhyNot());
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

    string? WhyNot()
    {
        if (fault is { } found && found.Line == reader.LineNumber && found.Reason != CsvMalformedReason.FieldCountMismatch)
        {
            return found.Reason == CsvMalformedReason.UnterminatedQuote
                ? "A quote is opened in this row and never closed; the rest of the file was read as part of it."
                : "There is a quote in the middle of a field; put a field with quotes in quotes, and double each of its own.";
        }

        return null;
    }

    public void Dispose()
    {
        reader.Dispose();
        file.Dispose();
    }
}
