using System.Text;
using Dispatch.Language;

namespace Dispatch.Yaml;

/// <summary>Reads files that people write: UTF-8, with a mark at its start or without, and of a length that people write.</summary>
public static class TextFile
{
    /// <summary>Far more than any workflow, calendar or alliance has.</summary>
    const int LargestMebibytes = 16;

    /// <summary>A pipe that nobody writes to never ends, and never says so.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static TextFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <returns>The text without its mark, or why there is none.</returns>
    public static (string? Text, FileFault? Fault) Read(string path)
    {
        try
        {
            // Opening a pipe waits for somebody to write to it, and cannot be told to stop.
            var reading = Task.Run(() => Bytes(path));
            if (!reading.Wait(Patience))
                return (null, new FileFault(path, 1, $"The file gave nothing to read for {Patience.TotalSeconds} seconds."));
            return reading.Result is { } bytes
                ? Decode(path, bytes)
                : (null, new FileFault(path, 1, $"The file is larger than {LargestMebibytes} MiB, or has no end."));
        }
        catch (AggregateException errors) when (errors.InnerException is IOException or UnauthorizedAccessException)
        {
            return (null, new FileFault(path, 1, $"The file cannot be read: {errors.InnerException.Message}"));
        }
    }

    /// <param name="name">What the fault calls it.</param>
    /// <inheritdoc cref="Read" path="/returns"/>
    public static (string? Text, FileFault? Fault) Decode(string name, ReadOnlySpan<byte> bytes)
    {
        if (MarkOfAnother(bytes) is { } marked)
            return (null, Fault(1, marked));
        try
        {
            var text = Utf8.GetString(bytes);
            // Nothing that people write has a zero character, and every second byte of UTF-16 in Latin letters is one.
            return text.IndexOf('\0') is >= 0 and var zero
                ? (null, Fault(1 + text.AsSpan(0, zero).Count('\n'), IsTwoBytes(bytes) ? "UTF-16" : null))
                : (text.TrimStart('\uFEFF'), null);
        }
        catch (DecoderFallbackException error)
        {
            var line = 1 + bytes[..Math.Clamp(error.Index, 0, bytes.Length)].Count((byte)'\n');
            return (null, Fault(line, IsTwoBytes(bytes) ? "UTF-16" : IsIn("gb18030", bytes) ? "GB18030 (GBK)" : null));
        }

        FileFault Fault(int line, string? encoding) => new(
            name, line,
            encoding is null
                ? new Words(
                    "文件从这里起不是 UTF-8，也不是别的已知编码；请另存为 UTF-8。",
                    "The file is not UTF-8 here, nor in any other encoding that is known; save it as UTF-8.")
                : new Words(
                    $"文件不是 UTF-8，看来是 {encoding}；请另存为 UTF-8。",
                    $"The file is not UTF-8: it seems to be in {encoding}; save it as UTF-8."));
    }

    /// <returns>Null where it is too large.</returns>
    static byte[]? Bytes(string path)
    {
        using var file = File.OpenRead(path);
        using MemoryStream bytes = new();
        var block = new byte[1 << 16];
        for (int read; (read = file.Read(block)) > 0;)
        {
            bytes.Write(block, 0, read);
            if (bytes.Length > LargestMebibytes << 20)
                return null;
        }

        return bytes.ToArray();
    }

    static string? MarkOfAnother(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => "UTF-32",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16",
        _ => null,
    };

    static bool IsTwoBytes(ReadOnlySpan<byte> bytes) => bytes.Length % 2 == 0 && bytes.Count((byte)0) > bytes.Length / 8;

    static bool IsIn(string encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            Encoding.GetEncoding(encoding, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
