using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Orders.Desk;

namespace Dispatch.Server.Messaging;

/// <summary>Reads a message into what the desk takes: plain JSON, or the same inside MassTransit's envelope.</summary>
public static class CommandReading
{
    /// <summary>Messages longer than this are not read, in bytes.</summary>
    public const int LongestBody = 256 * 1024;

    /// <summary>A message as the bus hands it over.</summary>
    /// <param name="Queue">Where it was; that says what it is.</param>
    /// <param name="Token">From the header <c>authorization</c>.</param>
    /// <param name="MessageId">The sender's; null where it gave none.</param>
    /// <param name="ContentEncoding">As its sender says; null where it says nothing.</param>
    public sealed record Message(
        string Queue, ReadOnlyMemory<byte> Body, string? ContentType, string? Token, string? MessageId, string? ContentEncoding = null);

    /// <summary>What a message asks for, still without its caller.</summary>
    public sealed record Command(string Queue, JsonElement Body, string? Token, string? MessageId);

    /// <summary>Content encodings under which a message is plain; senders name its charset there too.</summary>
    static readonly string[] Plain = ["", "identity", "utf-8", "utf8"];

    /// <exception cref="JsonException">It is no JSON object, says something twice, is compressed or too long.</exception>
    public static Command Open(Message message)
    {
        if (message.Body.Length > LongestBody)
            throw new JsonException($"The message is longer than {LongestBody} bytes.");

        if (!Plain.Contains(message.ContentEncoding ?? "", StringComparer.OrdinalIgnoreCase))
            throw new JsonException($"The content encoding {message.ContentEncoding} is not read; send plain UTF-8.");

        using var document = JsonDocument.Parse(RequestBody.WithoutMark(message.Body));
        if (JsonKeys.FindTwice(document.RootElement) is { } twice)
            throw new JsonException($"The field {twice} is there twice.");
        var body = document.RootElement.Clone();
        if (body.ValueKind != JsonValueKind.Object)
            throw new JsonException("The message is no JSON object.");
        if (message.ContentType?.StartsWith("application/vnd.masstransit", StringComparison.Ordinal) != true)
            return new Command(message.Queue, body, message.Token, message.MessageId);

        var token = message.Token ?? (Find(body, "headers") is { } headers ? TextOf(headers, "authorization") : null);
        return Find(body, "message") is { ValueKind: JsonValueKind.Object } inner
            ? new Command(message.Queue, inner, token, message.MessageId ?? TextOf(body, "messageId"))
            : throw new JsonException("The envelope holds no message.");
    }

    /// <summary>The token of an authorization header; null when it is none.</summary>
    public static string? TokenOf(string? authorization) =>
        authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true ? authorization["Bearer ".Length..].Trim() : null;

    /// <returns>The request, or why the message asks for nothing that can be done.</returns>
    public static Decision<StepRequest> Read(Command command, Caller caller) =>
        command.Queue == RabbitTopology.FileOrder
            ? StepRequest.ReadFiling(command.Body, caller, KeyOfFiling(command))
            : ReadStep(command, caller);

    /// <summary>
    /// An external id is the stronger key. A receipt besides would also keep a refusal, so that a row that was refused could not be sent
    /// again under its message id once what was wrong with it, or with the alliance, is mended.
    /// </summary>
    static string? KeyOfFiling(Command command) => TextOf(command.Body, "externalId") is { Length: > 0 } ? null : command.MessageId;

    static Decision<StepRequest> ReadStep(Command command, Caller caller)
    {
        InputReader envelope = new(command.Body);
        var number = envelope.Text("order", 40, required: true);
        var name = envelope.Text("step", 40, required: true);
        var version = envelope.Whole("version", 1, int.MaxValue);
        var input = envelope.Element("input");
        return envelope.Faults() is { Count: > 0 } faults
            ? new Refusal(Refusal.BadInput, [], faults)
            : StepRequest.ReadStep(number!, name!, input, caller, command.MessageId, version);
    }

    static string? TextOf(JsonElement json, string property) => Find(json, property) is { } value ? InputReader.TextOf(value) : null;

    static JsonElement? Find(JsonElement json, string property)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null; // a name on the way there is half of a surrogate pair: whoever reads all the fields says so
        }
    }
}
