using System.Globalization;
using System.Runtime.CompilerServices;
using Dispatch.Language;
using MiniExcelLibs;

namespace Dispatch.Server.Importing;

/// <summary>The rows of the first sheet of a workbook (.xlsx).</summary>
sealed class WorkbookLines(string path) : ILines
{
    FileStream? file;

    public double Share => file is null or { Length: 0 } ? 0 : (double)file.Position / file.Length;

    public static async Task<bool> IsWorkbookAsync(string path, CancellationToken cancel)
    {
        var start = new byte[4];
        await using var file = File.OpenRead(path);
        return await file.ReadAtLeastAsync(start, 4, throwOnEndOfStream: false, cancel) == 4 && start is [(byte)'P', (byte)'K', 3, 4];
    }

    public async IAsyncEnumerable<TableLine> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        long line = 0;
        foreach (var row in Rows())
        {
            cancel.ThrowIfCancellationRequested();
            yield return new TableLine(++line, [.. row.Values.Select(Text)], null);
        }
    }

    IEnumerable<IDictionary<string, object?>> Rows()
    {
        file = File.OpenRead(path);
        using var rows = Opened().GetEnumerator();
        while (HasNext(rows))
            yield return (IDictionary<string, object?>)rows.Current;
    }

    IEnumerable<dynamic> Opened() => file!.Query(useHeaderRow: false, excelType: ExcelType.XLSX);

    bool HasNext(IEnumerator<dynamic> rows)
    {
        try
        {
            return rows.MoveNext();
        }
        // Whatever is no workbook fails somewhere in its parts.
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new UserErrorException($"{path} cannot be read as a workbook: {error.Message}");
        }
    }

    /// <summary>As people see it: a number without an exponent, since telephones are typed as numbers; a time without a fraction.</summary>
    static string Text(object? cell) => cell switch
    {
        null => "",
        double number when Math.Abs(number) < 1e15 => ((decimal)number).ToString(CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.AddMilliseconds(500).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    public void Dispose() => file?.Dispose();
}
