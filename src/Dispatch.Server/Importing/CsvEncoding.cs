using System.Text;

namespace Dispatch.Server.Importing;

/// <summary>Finds out how a file is written before a row of it is believed.</summary>
public static class CsvEncoding
{
    const int Piece = 1 << 16;

    static CsvEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads the file through once: what is not what it seems is found now, and not after half of it was filed.</summary>
    /// <param name="named">What somebody said it is, such as <c>gbk</c>; null where the file has to tell.</param>
    /// <returns>The encoding, and a sentence for people where it was guessed.</returns>
    /// <exception cref="ArgumentException">The name is none, or the file is not written that way; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<(Encoding Encoding, string? Guess)> OfAsync(string path, string? named, CancellationToken cancel)
    {
        if (named is not null)
        {
            var asked = Named(named);
            return await FirstBadLineAsync(path, asked, cancel) is { } line
                ? throw new ArgumentException($"{path} is not written in {named}: what stands in line {line} is nothing in it.")
                : (asked, null);
        }

        if (await MarkOfAsync(path, cancel) is { } marked)
            return (marked, null);
        if (await FirstBadLineAsync(path, Named("utf-8"), cancel) is not { } bad)
            return (Named("utf-8"), null);
        // What programs in China still write by default; GBK and GB2312 are parts of it.
        var chinese = Named("gb18030");
        return await FirstBadLineAsync(path, chinese, cancel) is null
            ? (chinese, $"{path} is not UTF-8 (line {bad}); it is read as GB18030, of which GBK is a part. Name another with --encoding.")
            : throw new ArgumentException($"{path} is neither UTF-8 (line {bad}) nor GB18030: name its encoding with --encoding, such as utf-16 or big5.");
    }

    static Encoding Named(string name)
    {
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            throw new ArgumentException($"There is no encoding '{name}'; known are utf-8, gb18030, gbk, big5, utf-16 and many others.");
        }
    }

    static async Task<Encoding?> MarkOfAsync(string path, CancellationToken cancel)
    {
        var start = new byte[4];
        await using var file = Open(path);
        var length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel);
        return start.AsSpan(0, length) switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Named("utf-8"),
            [0xFF, 0xFE, 0, 0] => Named("utf-32"),
            [0xFF, 0xFE, ..] => Named("utf-16"),
            [0xFE, 0xFF, ..] => Named("utf-16BE"),
            _ => null,
        };
    }

    /// <returns>The line, counted from 1, of the first byte that the encoding cannot read; null where it reads all.</returns>
    static async Task<long?> FirstBadLineAsync(string path, Encoding encoding, CancellationToken cancel)
    {
        var decoder = encoding.GetDecoder();
        var bytes = new byte[Piece];
        var text = new char[encoding.GetMaxCharCount(Piece)];
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
