using System.Text;
using Dispatch.Language;

namespace Dispatch.Server.Importing;

/// <summary>Determines the encoding of a file before any row of it is used.</summary>
public static class CsvEncoding
{
    const int BlockLength = 1 << 16;

    static CsvEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads the whole file once, so that a wrong encoding is found now and not after half of the file was imported.</summary>
    /// <param name="named">The encoding that the user named, such as <c>gbk</c>; null to detect it.</param>
    /// <returns>The encoding, and a sentence for the user where it was guessed.</returns>
    /// <exception cref="UserErrorException">
    /// There is no such encoding, or the file is not written in it; the message says where.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<(Encoding Encoding, string? Guess)> OfAsync(string path, string? named, CancellationToken cancel)
    {
        if (named is not null)
        {
            var encoding = Find(named);
            return await FirstBadLineAsync(path, encoding, cancel) is { } line
                ? throw new UserErrorException($"{path} is not written in {named}: line {line} cannot be read in it.")
                : (encoding, null);
        }

        if (await MarkOfAsync(path, cancel) is { } marked)
            return (marked, null);
        await RefuseWhatIsNoTextAsync(path, cancel);
        if (await FirstBadLineAsync(path, Find("utf-8"), cancel) is not { } bad)
            return (Find("utf-8"), null);
        // What programs in China still write by default; it includes GBK and GB2312.
        var chinese = Find("gb18030");
        return await FirstBadLineAsync(path, chinese, cancel) is null
            ? (chinese,
                $"{path} is not UTF-8 (line {bad}); it is read as GB18030, which includes GBK. Name another encoding with --encoding.")
            : throw new UserErrorException(
                $"{path} is neither UTF-8 (line {bad}) nor GB18030: name its encoding with --encoding, for example utf-16 or big5.");
    }

    /// <exception cref="UserErrorException">It has what no text has that is UTF-8 or GB18030.</exception>
    static async Task RefuseWhatIsNoTextAsync(string path, CancellationToken cancel)
    {
        var start = new byte[BlockLength];
        await using var file = Open(path);
        var length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel);
        if (start.AsSpan(0, length) is [0xD0, 0xCF, 0x11, 0xE0, ..])
            throw new UserErrorException($"{path} is a workbook of the old kind (.xls): save it as .xlsx or as CSV.");
        if (start.AsSpan(0, length).Contains((byte)0))
            throw new UserErrorException(
                $"{path} is no text in UTF-8 or GB18030: it has zero bytes. If it is UTF-16, say so with --encoding utf-16.");
    }

    static Encoding Find(string name)
    {
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            throw new UserErrorException($"There is no encoding '{name}'; utf-8, gb18030, gbk, big5, utf-16 and many others are known.");
        }
    }

    static async Task<Encoding?> MarkOfAsync(string path, CancellationToken cancel)
    {
        var start = new byte[4];
        await using var file = Open(path);
        var length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel);
        return start.AsSpan(0, length) switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Find("utf-8"),
            [0xFF, 0xFE, 0, 0] => Find("utf-32"),
            [0xFF, 0xFE, ..] => Find("utf-16"),
            [0xFE, 0xFF, ..] => Find("utf-16BE"),
            _ => null,
        };
    }

    /// <returns>The line, counted from 1, of the first byte that the encoding cannot read; null where it can read all.</returns>
    static async Task<long?> FirstBadLineAsync(string path, Encoding encoding, CancellationToken cancel)
    {
        var decoder = encoding.GetDecoder();
        var bytes = new byte[BlockLength];
        var text = new char[encoding.GetMaxCharCount(BlockLength)];
        long line = 1;
        await using var file = Open(path);
        while (true)
        {
            var length = await file.ReadAsync(bytes, cancel);
            try
            {
                var read = decoder.GetChars(bytes.AsSpan(0, length), text, flush: length == 0);
                line += text.AsSpan(0, read).Count('\n');
            }
            catch (DecoderFallbackException error)
            {
                return line + bytes.AsSpan(0, Math.Clamp(error.Index, 0, length)).Count((byte)'\n');
            }

            if (length == 0)
                return null;
        }
    }

    public static FileStream Open(string path) =>
        new(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
}
