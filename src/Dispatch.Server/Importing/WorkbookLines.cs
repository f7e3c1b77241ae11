using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Xml;
using Dispatch.Language;
using MiniExcelLibs;

namespace Dispatch.Server.Importing;

/// <summary>The rows of the first sheet of a workbook (.xlsx).</summary>
sealed class WorkbookLines(string path) : ILines
{
    FileStream? file;
    int daysLater;

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
        daysLater = CountsFrom1904() ? 1462 : 0;
        file = File.OpenRead(path);
        using var rows = Opened().GetEnumerator();
        while (HasNext(rows))
            yield return (IDictionary<string, object?>)rows.Current;
    }

    /// <summary>Whether its days are counted from 1904, as by Excel on a Mac; the reader takes all for days from 1900.</summary>
    bool CountsFrom1904()
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            using var stream = zip.GetEntry("xl/workbook.xml")?.Open();
            if (stream is null)
                return false;
            using var xml = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return xml.ReadToFollowing("workbookPr", Main) && xml.GetAttribute("date1904") is "1" or "true";
        }
        // Whoever reads its rows says so.
        catch (Exception error) when (error is InvalidDataException or XmlException)
        {
            return false;
        }
    }

    const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

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

    /// <summary>
    /// As people see it: a number without an exponent, since telephones are typed as numbers; a time without a fraction; nothing where a
    /// formula has failed.
    /// </summary>
    string Text(object? cell) => cell switch
    {
        null => "",
        "#REF!" or "#N/A" or "#VALUE!" or "#NAME?" or "#DIV/0!" or "#NULL!" or "#NUM!" => "",
        double number when Math.Abs(number) < 1e15 => ((decimal)number).ToString(CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } day => day.AddDays(daysLater).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.AddDays(daysLater).AddMilliseconds(500).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    public void Dispose() => file?.Dispose();
}
