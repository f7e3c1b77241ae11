using System.Text;
using CsvHelper;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Server.Importing;

namespace Dispatch.Server.Calendars;

/// <summary>Adds to each row of a table when its limit ends and whether that is provisional; reads one row at a time.</summary>
/// <param name="limitOfAll">The limit of rows that have none of their own.</param>
/// <param name="errors">Takes a line for each row that has no due time.</param>
sealed class DueTable(WorkingCalendar calendar, DueTable.Columns columns, Limit? limitOfAll, TextWriter errors)
{
    /// <param name="From">The column of the starts.</param>
    /// <param name="Limit">The column of the limits; null where all rows have the same.</param>
    /// <param name="Due">The new column.</param>
    public sealed record Columns(string From, string? Limit, string Due);

    const string Provisional = "provisional";

    readonly LocalTimeFormat format = new(calendar.Zone);

    // A table repeats the same few limits over and over.
    readonly Dictionary<string, Limit?> limits = [];

    /// <param name="output">A file; null for standard output.</param>
    /// <returns>Whether all rows have their due time.</returns>
    /// <exception cref="UserErrorException">
    /// The table lacks a column, already has one of the new ones, or cannot be read further.
    /// </exception>
    public async Task<bool> WriteAsync(string path, Encoding encoding, string? output, CancellationToken cancel)
    {
        if (output is not null && Path.GetFullPath(output) == Path.GetFullPath(path))
            throw new UserErrorException("A table cannot be written over itself; name another file with --out.");

        using var rows = await HeadedTable.OpenAsync(
            path, encoding, headers => headers.Contains(columns.From) && (columns.Limit is not { } name || headers.Contains(name)), cancel);
        var (from, limit) = (IndexOf(rows, path, columns.From), columns.Limit is { } named ? IndexOf(rows, path, named) : -1);
        if (rows.Headers.FirstOrDefault(header => header == columns.Due || header == Provisional) is { } existing)
        {
            throw new UserErrorException(
                $"{path} already has a column '{existing}'; name the new one with --due-column, or leave the old one out.");
        }


        await using var stream = output is null ? Console.OpenStandardOutput() : File.Create(output);
        using var writer = CsvWriter.Create(stream);
        writer.WriteHeader([.. rows.Headers.Select(SpreadsheetCell.Safe), columns.Due, Provisional]);
        var all = true;
        await foreach (var row in rows.ReadAsync(cancel: cancel))
        {
            var (due, whyNot) = row.WhyNot is null
                ? Due(row.Texts[from], limit < 0 ? null : row.Texts[limit])
                : (null, row.WhyNot);
            if (due is { } known)
            {
                foreach (var text in row.Texts)
                    writer.WriteField(SpreadsheetCell.Safe(text));
                writer.WriteField(format.Write(known.At));
                writer.WriteField(known.Provisional ? "true" : "false");
                writer.EndRecord();
            }
            else
            {
                await errors.WriteLineAsync($"{path}:{row.Line}: {whyNot}");
                all = false;
            }
        }

        return all;
    }

    (DueTime? Due, string? WhyNot) Due(string from, string? words)
    {
        if (format.Read(from) is not { } start)
            return (null, LocalTimeFormat.WhyNot(from));
        if ((string.IsNullOrWhiteSpace(words) ? limitOfAll : LimitOf(words)) is not { } limit)
            return (null, WhyNoLimit(words ?? ""));
        try
        {
            return (calendar.After(start, limit), null);
        }
        catch (ArgumentOutOfRangeException)
        {
            return (null, "The limit ends after the year 9999.");
        }
    }

    Limit? LimitOf(string words)
    {
        if (limits.TryGetValue(words, out var known))
            return known;
        var limit = Limit.Read(words);
        if (limits.Count < 1000)
            limits[words] = limit;
        return limit;
    }

    /// <summary>Why words are not a limit.</summary>
    public static string WhyNoLimit(string words) =>
        $"'{words}' is not a limit; write one such as 2 working hours, 3 working days, 30 urgent minutes or 72 hours.";

    static int IndexOf(HeadedTable rows, string path, string column)
    {
        var index = rows.Headers.ToList().IndexOf(column);
        return index >= 0
            ? index
            : throw new UserErrorException($"{path} has no column '{column}'; it has: {string.Join(", ", rows.Headers)}.");
    }
}
