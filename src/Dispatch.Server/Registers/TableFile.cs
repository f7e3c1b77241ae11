using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Registers;
using Dispatch.Server.Importing;
using Dispatch.Server.Reports;

namespace Dispatch.Server.Registers;

/// <summary>A table of a register that somebody sent, told by its content: a workbook, or text with commas.</summary>
static class TableFile
{
    public const int LargestBytes = 2 << 20;
    public const int MostRows = 10_000;

    /// <summary>What a workbook may hold when it is unpacked: far more than ten thousand rows, far less than would hurt.</summary>
    const int LargestUnpacked = 64 << 20;

    const int LongestCell = 2000;

    /// <summary>The rows of a table, or why it cannot be read.</summary>
    public static async Task<Decision<TableRows>> ReadAsync(string register, IFormFile? file, CancellationToken cancel)
    {
        if (file is null || file.Length == 0)
            return Refusal.Input("file", "required");
        if (file.Length > LargestBytes)
            return Refusal.Input("file", "larger-than-2-mib");

        // The readers of tables want a file that they can read twice.
        var path = Path.Combine(Path.GetTempPath(), $"dispatch-{Guid.NewGuid():n}");
        try
        {
            await using (var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
                await file.CopyToAsync(copy, cancel);
            var workbook = await WorkbookLines.IsWorkbookAsync(path, cancel);
            return workbook && Unpacked(path) > LargestUnpacked
                ? Refusal.Input("file", "larger-than-2-mib")
                : await ReadRowsAsync(register, path, workbook, cancel);
        }
        // What looks like an archive and is none.
        catch (InvalidDataException)
        {
            return Refusal.Input("file", "not-a-table");
        }
        finally
        {
            File.Delete(path);
        }
    }

    static async Task<Decision<TableRows>> ReadRowsAsync(string register, string path, bool workbook, CancellationToken cancel)
    {
        try
        {
            var encoding = workbook ? Encoding.UTF8 : (await CsvEncoding.OfAsync(path, null, cancel)).Encoding;
            var columns = RegisterTable.ColumnsOf(register);
            using var table = await HeadedTable.OpenAsync(
                path, encoding, headers => columns.All(column => PlaceOf(column, headers) >= 0), cancel);
            List<TableLine> rows = [];
            await foreach (var row in table.ReadAsync(cancel: cancel))
            {
                rows.Add(row);
                if (rows.Count > MostRows)
                    return Refusal.Input("file", $"more-than-{MostRows}");
            }

            return Understood(register, table.Headers, rows);
        }
        catch (Exception error) when (error is UserErrorException or InvalidDataException)
        {
            return Refusal.Input("file", "not-a-table");
        }
    }

    /// <summary>How large a workbook is when it is unpacked, as far as it matters; what it says of itself may be wrong.</summary>
    static long Unpacked(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        var (total, block) = (0L, new byte[1 << 16]);
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            for (int read; total <= LargestUnpacked && (read = stream.Read(block)) > 0;)
                total += read;
        }

        return total;
    }

    /// <summary>Where the header names a column, in either language or as programs call it; -1 where it does not.</summary>
    static int PlaceOf(RegisterColumn column, IReadOnlyList<string> headers)
    {
        for (var place = 0; place < headers.Count; place++)
        {
            if (((string[])[column.Name.Zh, column.Name.En, column.Field]).Any(name => HeadedTable.IsNamed(headers[place], name)))
                return place;
        }

        return -1;
    }

    static Decision<TableRows> Understood(string register, IReadOnlyList<string> headers, List<TableLine> rows)
    {
        var columns = RegisterTable.ColumnsOf(register);
        var places = columns.Select(column => PlaceOf(column, headers)).ToList();
        if (places.Contains(-1))
        {
            var missing = columns.Zip(places).Where(found => found.Second < 0).Select(found => found.First.Name).ToList();
            return Refusal.Of(Refusal.MissingColumns, [.. missing.Select(name => name.En)]) with
            {
                InChinese = missing.ToDictionary(name => name.En, name => name.Zh),
            };
        }

        var entries = rows
            .Select(row => row.WhyNot is null && row.Texts.All(cell => cell.Length <= LongestCell)
                ? new TableRow(row.Line, [.. places.Select(place => place < row.Texts.Count ? row.Texts[place] : "")])
                : new TableRow(row.Line, null))
            .ToList();
        return entries.Count == 0 ? Refusal.Input("file", "no-rows") : new TableRows(register, entries);
    }

    /// <summary>The table of a register: what a template has, and the entries where they are to stand in it.</summary>
    public static LongTable Of(string register, IEnumerable<RegisterLine> lines, bool chinese) => new(
        chinese ? "名册" : "Register",
        [.. RegisterTable.ColumnsOf(register).Select(column => chinese ? column.Name.Zh : column.Name.En)],
        lines.Select(line => RegisterTable.CellsOf(line, chinese)).ToAsyncEnumerable(),
        IfNone: "");

    // Also what separates fields where a spreadsheet takes no commas.
    static readonly SearchValues<char> ToBeQuoted = SearchValues.Create(",;\t\"\r\n");

    internal static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(ToBeQuoted) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}

/// <summary>The rows of a table, as a page keeps them between the preview and the taking in.</summary>
sealed record TableRows(string Register, IReadOnlyList<TableRow> Rows)
{
    /// <summary>Far more than the rows of the largest file.</summary>
    const int LargestUnpacked = 16 << 20;

    public IReadOnlyList<EntryRow> Entries =>
    [
        .. Rows.Select(row => row.Cells is null
            ? new EntryRow(row.Line, "", null, "not-a-row")
            : RegisterTable.RowOf(row.Line, Register, row.Cells)),
    ];

    /// <summary>As the field of a form.</summary>
    public string Packed()
    {
        using MemoryStream bytes = new();
        using (GZipStream zip = new(bytes, CompressionLevel.Fastest))
            JsonSerializer.Serialize(zip, Rows);
        return Convert.ToBase64String(bytes.ToArray());
    }

    /// <returns>Null where it is none.</returns>
    public static TableRows? Unpacked(string register, string packed)
    {
        try
        {
            using GZipStream zip = new(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
            var json = new byte[LargestUnpacked];
            var length = zip.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
            var rows = length == json.Length ? null : JsonSerializer.Deserialize<List<TableRow>>(json.AsSpan(0, length));
            var columns = RegisterTable.ColumnsOf(register).Count;
            return rows is null || rows.Count > TableFile.MostRows || rows.Exists(row => row?.Cells is { } cells && cells.Count != columns)
                ? null
                : new TableRows(register, rows);
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>A row of a table.</summary>
/// <param name="Cells">In the order of the register's columns; null where the row could not be understood.</param>
sealed record TableRow(long Line, IReadOnlyList<string>? Cells);
