using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Dispatch.Contracts;
using Dispatch.Storage;

namespace Dispatch.Server.Importing;

/// <summary>What came of an import.</summary>
/// <param name="Rows">How many were read.</param>
/// <param name="Sent">Given to the bus, the engine's word still to come.</param>
/// <param name="Stopped">Why it ended before the file did; null where it did not.</param>
public sealed record ImportReport(long Rows, long Filed, long AlreadyThere, long Sent, long Rejected, TimeSpan Took, string? Stopped);

/// <summary>Files the rows of a table as orders, each once, however often it is run.</summary>
/// <remarks>
/// An order's source and external id name it for ever, so no progress is kept beside the file: a second run passes over what is there,
/// and its report of rejected rows is about the whole file and not about what was left of it.
/// </remarks>
public sealed class Import(string path, Encoding encoding, ColumnMap map)
{
    /// <summary>Rows that are handed over together: a few rounds of the desk.</summary>
    const int Together = 512;

    long rows, filed, alreadyThere, sent;

    /// <summary>Reads the file once and hands over what the map makes of it.</summary>
    /// <param name="report">Where the rejected rows are written to.</param>
    /// <param name="tell">Hears how far it has come, 0 to 1, and in words.</param>
    /// <param name="cancel">Ends it after the rows that are under way.</param>
    /// <exception cref="ArgumentException">The file cannot be read, or lacks a column.</exception>
    public async Task<ImportReport> RunAsync(FileRows file, string report, Action<double, string> tell, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        using var table = await CsvRows.OpenAsync(path, encoding, map.Columns, cancel);
        System.IO.File.Delete(report); // an earlier run's
        using RejectedRows rejected = new(report, table.Headers);

        string? stopped = null;
        try
        {
            await foreach (var chunk in ChunksAsync(table, cancel))
            {
                await HandOverAsync(chunk, file, rejected);
                tell(table.Share, $"{rows:N0} rows");
            }
        }
        catch (OperationCanceledException)
        {
            stopped = "It was interrupted.";
        }
        catch (Exception error) when (error is ImportStoppedException or ArgumentException)
        {
            stopped = error.Message;
        }

        return new ImportReport(rows, filed, alreadyThere, sent, rejected.Count, Stopwatch.GetElapsedTime(started), stopped);
    }

    /// <summary>Waits until there is an order for every row that was sent, or until it is plain that there will be none.</summary>
    /// <param name="waiting">How many messages no server has taken yet.</param>
    /// <returns>How many rows have an order, and how many have none although nothing waits any more: the engine refused them.</returns>
    public async Task<(long There, long Refused)> WaitAsync(
        Database database, Func<Task<uint>> waiting, TimeSpan patience, Action<double, string> tell, CancellationToken cancel)
    {
        long there = 0, refused = 0;
        using var table = await CsvRows.OpenAsync(path, encoding, map.Columns, cancel);
        await foreach (var chunk in ChunksAsync(table, cancel))
        {
            IReadOnlyList<FileOrder> missing = [.. chunk.Select(row => row.Filing).OfType<FileOrder>()];
            var since = Stopwatch.GetTimestamp();
            while (missing.Count > 0)
            {
                var known = await KnownRows.AmongAsync(database, missing, cancel);
                var still = missing.Where(filing => !known.Contains(filing)).ToList();
                if (still.Count < missing.Count || await waiting() > 0)
                    since = Stopwatch.GetTimestamp();
                there += missing.Count - still.Count;
                missing = still;
                tell(table.Share, $"{there:N0} orders there");
                if (missing.Count == 0 || Stopwatch.GetElapsedTime(since) > patience)
                    break;
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
            }

            refused += missing.Count;
        }

        return (there, refused);
    }

    async Task HandOverAsync(IReadOnlyList<(CsvRow Row, FileOrder? Filing, string? WhyNot)> chunk, FileRows file, RejectedRows rejected)
    {
        var handed = await file([.. chunk.Select(row => row.Filing).OfType<FileOrder>()]);
        var next = 0;
        foreach (var (row, filing, whyNot) in chunk)
        {
            rows++;
            var outcome = filing is null ? new Handed(HandedOutcome.Refused, whyNot) : handed[next++];
            switch (outcome.Outcome)
            {
                case HandedOutcome.Filed: filed++; break;
                case HandedOutcome.AlreadyThere: alreadyThere++; break;
                case HandedOutcome.Sent: sent++; break;
                case HandedOutcome.Refused: rejected.Add(row, outcome.WhyNot ?? ""); break;
            }
        }
    }

    async IAsyncEnumerable<IReadOnlyList<(CsvRow Row, FileOrder? Filing, string? WhyNot)>> ChunksAsync(
        CsvRows table, [EnumeratorCancellation] CancellationToken cancel)
    {
        List<(CsvRow, FileOrder?, string?)> chunk = new(Together);
        await foreach (var row in table.ReadAsync(cancel))
        {
            var (filing, whyNot) = Read(row, table.Headers);
            chunk.Add((row, filing, whyNot));
            if (chunk.Count < Together)
                continue;
            yield return chunk;
            cancel.ThrowIfCancellationRequested();
            chunk = new(Together);
        }

        if (chunk.Count > 0)
            yield return chunk;
    }

    (FileOrder? Filing, string? WhyNot) Read(CsvRow row, IReadOnlyList<string> headers)
    {
        if (row.WhyNot is not null)
            return (null, row.WhyNot);

        Dictionary<string, string> texts = [];
        for (var index = 0; index < headers.Count; index++)
            texts.TryAdd(headers[index], row.Texts[index]);
        var mapped = map.Apply(texts);
        return mapped.Filing is { ExternalId: null }
            ? (null, "The row has no external id, so that it would be filed anew by every import; 'ids made of' in the map can make one.")
            : (mapped.Filing, mapped.WhyNot);
    }
}
