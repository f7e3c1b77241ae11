using System.Text.Json;
using Dispatch.Orders;
using Microsoft.Net.Http.Headers;

namespace Dispatch.Server;

/// <summary>The JSON of a request, before it is interpreted.</summary>
/// <param name="Json">Null when there is no body.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
readonly record struct RequestBody(JsonElement? Json, ProblemResult? Problem)
{
    public const int LargestKibibytes = 256;
    public const int LargestBytes = LargestKibibytes * 1024;

    /// <summary>
    /// What the server throws where the pieces of a body cannot be told apart, such as a chunk of more bytes than there are.
    /// </summary>
    public static bool IsMalformed(Exception error) => error is IOException and not BadHttpRequestException;

    /// <summary>The limit of the whole server: a page of forms with two tables. Proxies before it have the same.</summary>
    public const int LargestMebibytes = 4;

    // The deepest input has two levels; much more is an attack.
    static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <exception cref="BadHttpRequestException">The body is too large, or incomplete.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        // What the server can decompress it has decompressed by now.
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            request.HttpContext.Response.Headers.AcceptEncoding = "gzip, br, deflate";
            return new RequestBody(null, Problems.Of(Problems.WrongContentEncoding, encoding));
        }

        using MemoryStream bytes = new();
        try
        {
            await request.Body.CopyToAsync(bytes, cancel);
        }
        catch (Exception error) when (error is InvalidDataException || IsMalformed(error))
        {
            return new RequestBody(null, Problems.Of(Problems.BadRequest)); // the former where it is not what its Content-Encoding says
        }

        if (bytes.Length == 0)
            return default;
        if (!request.HasJsonContentType() || !IsUtf8(request.ContentType))
            return new RequestBody(null, Problems.Of(Problems.WrongContentType));

        try
        {
            using var document = JsonDocument.Parse(WithoutMark(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)), Strict);
            if (JsonKeys.FindTwice(document.RootElement) is { } twice)
                return new RequestBody(null, Problems.Of(Problems.MalformedJson, twice));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new RequestBody(document.RootElement.Clone(), null)
                : new RequestBody(null, Problems.Of(Refusal.Input("", "not-an-object")));
        }
        // The latter where the name of a field is half of a surrogate pair: no text, and no name that could be a known one.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new RequestBody(null, Problems.Of(Problems.MalformedJson));
        }
    }

    /// <summary>A text without the mark of its byte order, with which some programs begin every file.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith("\uFEFF"u8) ? text[3..] : text;

    /// <summary>JSON between programs is UTF-8 (RFC 8259, 8.1); what says that it is not would be misread.</summary>
    static bool IsUtf8(string? contentType) =>
        !MediaTypeHeaderValue.TryParse(contentType, out var type) || type.Charset.Length == 0
        || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
