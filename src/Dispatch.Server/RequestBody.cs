using System.Text.Json;
using Dispatch.Orders;

namespace Dispatch.Server;

/// <summary>The JSON of a request, before it is interpreted.</summary>
/// <param name="Json">Null when there is no body.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
readonly record struct RequestBody(JsonElement? Json, ProblemResult? Problem)
{
    public const int LargestKibibytes = 256;
    public const int LargestBytes = LargestKibibytes * 1024;

    // The deepest input has two levels; much more is an attack.
    static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <exception cref="BadHttpRequestException">The body is too large, or incomplete.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        using MemoryStream bytes = new();
        await request.Body.CopyToAsync(bytes, cancel);
        if (bytes.Length == 0)
            return default;
        if (!request.HasJsonContentType())
            return new RequestBody(null, Problems.Of(Problems.WrongContentType));

        try
        {
            using var document = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new RequestBody(document.RootElement.Clone(), null)
                : new RequestBody(null, Problems.Of(Refusal.Input("", "not-an-object")));
        }
        catch (JsonException)
        {
            return new RequestBody(null, Problems.Of(Problems.MalformedJson));
        }
    }
}
