using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Dispatch.Contracts;
using Dispatch.Language;
using Dispatch.Storage;

namespace Dispatch.Server.Importing;

/// <summary>What came of an import.</summary>
/// <param name="Rows">How many were read.</param>
/// <param name="Sent">Handed to the bus; the engine has not answered yet.</param>
/// <param name="StopReason">Why it stopped before the end of the file; null if it did not.</param>
/// <param name="Remarks">What was left out of rows that were filed: the first of them, each with its line.</param>
/// <param name="Remarked">From how many rows something was left out.</param>
public sealed record ImportReport(
    long Rows, long Filed, long AlreadyThere, long Sent, long Rejected, TimeSpan Duration, string? StopReason,
    IReadOnlyList<string> Remarks, long Remarked);

/// <summary>Files the rows of a table as orders, each once, however often it is run.</summary>
/// <remarks>
/// An order's source and external id identify it for good, so no progress is stored beside the file: a second run skips the orders that
/// exist, and its report of rejected rows covers the whole file. A row that says something else under its id is no repetition: rejected.
/// </remarks>
/// <param name="now">When it is run; null for the present.</param>
public sealed class Import(string path, Encoding encoding, ColumnMap map, DateTimeOffset? now = null)
{
    /// <summary>How many rows are filed together: a few batches of the desk.</summary>
    const int ChunkLength = 512;

    readonly HashSet<long> rejectedLines = [];
    readonly List<string> remarks = [];
    long rows, filed, alreadyThere, sent, remarked;

    sealed record ReadRow(TableLine Row, FileOrder? Filing, string? WhyNot, string? Remark);

    /// <summary>How many remarks a report shows.</summary>
    const int MostRemarks = 10;

    /// <summary>Reads the file once and files what the map makes of its rows.</summary>
    /// <param name="rejectedFile">Where the rejected rows are written to.</param>
    /// <param name="progress">Called with the share that is done, 0 to 1, and the same in words.</param>
    /// <param name="cancel">Ends it after the rows that are being filed.</param>
    /// <exception cref="UserErrorException">The file cannot be read, or lacks a column.</exception>
    public async Task<ImportReport> RunAsync(FileRows file, string rejectedFile, Action<double, string> progress, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        using var table = await HeadedTable.OpenAsync(path, encoding, map.Columns, cancel);
        File.Delete(rejectedFile); // of an earlier run
        using RejectedRows rejected = new(rejectedFile, table.Headers);

        string? stopReason = null;
        try
        {
            await foreach (var chunk in ChunksAsync(table, cancel))
            {
                await FileAsync(chunk, file, rejected);
                progress(table.Share, $"{rows:N0} rows");
            }
        }
        catch (OperationCanceledException)
        {
            stopReason = "It was interrupted.";
        }
        catch (Exception error) when (error is ImportStoppedException or UserErrorException)
        {
            stopReason = error.Message;
        }

        return new ImportReport(rows, filed, alreadyThere, sent, rejected.Count, Stopwatch.GetElapsedTime(started), stopReason,
            remarks, remarked);
    }

    /// <summary>Waits until there is an order for every row that was sent, or until no more will come.</summary>
    /// <param name="countWaiting">Counts the messages that no server has taken yet.</param>
    /// <param name="patience">How long nothing may change with no message waiting before the missing rows count as refused.</param>
    /// <returns>How many rows have an order, and how many were refused by the engine.</returns>
    public async Task<(long Existing, long Refused)> WaitAsync(
        Database database, Func<Task<uint>> countWaiting, TimeSpan patience, Action<double, string> progress, CancellationToken cancel)
    {
        long existing = 0, refused = 0;
        using var table = await HeadedTable.OpenAsync(path, encoding, map.Columns, cancel);
        await foreach (var chunk in ChunksAsync(table, cancel))
        {
            IReadOnlyList<FileOrder> missing =
                [.. chunk.Where(row => !rejectedLines.Contains(row.Row.Line)).Select(row => row.Filing).OfType<FileOrder>()];
            var since = Stopwatch.GetTimestamp();
            while (missing.Count > 0)
            {
                var known = await KnownRows.AmongAsync(database, missing, cancel);
                var results = missing.Select(filing => (Filing: filing, known.ResultOf(filing)?.Outcome)).ToList();
                var still = results.Where(row => row.Outcome is null).Select(row => row.Filing).ToList();
                if (still.Count < missing.Count || await countWaiting() > 0)
                    since = Stopwatch.GetTimestamp();
                existing += results.Count(row => row.Outcome is FilingOutcome.AlreadyThere);
                refused += results.Count(row => row.Outcome is FilingOutcome.Refused);
                missing = still;
                progress(table.Share, $"{existing:N0} orders exist");
                if (missing.Count == 0 || Stopwatch.GetElapsedTime(since) > patience)
                    break;
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
            }

            refused += missing.Count;
        }

        return (existing, refused);
    }

    async Task FileAsync(IReadOnlyList<ReadRow> chunk, FileRows file, RejectedRows rejected)
    {
        var results = await file([.. chunk.Select(row => row.Filing).OfType<FileOrder>()]);
        var next = 0;
        foreach (var (row, filing, whyNot, remark) in chunk)
        {
            rows++;
            var result = filing is null ? new FilingResult(FilingOutcome.Refused, whyNot) : results[next++];
            if (remark is not null && result.Outcome is (FilingOutcome.Filed or FilingOutcome.Sent))
                Note(row.Line, remark);
            switch (result.Outcome)
            {
                case FilingOutcome.Filed: filed++; break;
                case FilingOutcome.AlreadyThere: alreadyThere++; break;
                case FilingOutcome.Sent: sent++; break;
                case FilingOutcome.Refused:
                    rejected.Add(row, result.WhyNot ?? "");
                    rejectedLines.Add(row.Line);
                    break;
            }
        }
    }

    async IAsyncEnumerable<IReadOnlyList<ReadRow>> ChunksAsync(
        HeadedTable table, [EnumeratorCancellation] CancellationToken cancel)
    {
        RowsSoFar soFar = new();
        List<ReadRow> chunk = new(ChunkLength);
        await foreach (var row in table.ReadAsync(shortRows: true, cancel))
        {
            var (filing, _, whyNot, remark) = Read(row, table.Headers);
            if (filing is not null && soFar.Add(row.Line, filing) is { } contradiction)
                (filing, whyNot) = (null, contradiction);
            chunk.Add(new ReadRow(row, filing, whyNot, remark));
            if (chunk.Count < ChunkLength)
                continue;
            yield return chunk;
            cancel.ThrowIfCancellationRequested();
            chunk = new(ChunkLength);
        }

        if (chunk.Count > 0)
            yield return chunk;
    }

    void Note(long line, string remark)
    {
        remarked++;
        if (remarks.Count < MostRemarks)
            remarks.Add($"line {line}: {remark.ReplaceLineEndings(" ")}");
    }

    MappedRow Read(TableLine row, IReadOnlyList<string> headers)
    {
        if (row.WhyNot is not null)
            return new MappedRow(null, null, row.WhyNot);

        Dictionary<string, string> texts = [];
        for (var index = 0; index < headers.Count; index++)
            texts.TryAdd(headers[index], row.Texts[index]);
        var mapped = map.Apply(texts, now ?? TimeProvider.System.GetUtcNow(), [.. headers.TakeLast(row.Missing)]);
        return mapped.Filing is { ExternalId: null }
            ? new MappedRow(
                null, null, "The row has no external id, so every import would file it again; 'ids made of' in the map can make one.")
            : mapped;
    }
}
