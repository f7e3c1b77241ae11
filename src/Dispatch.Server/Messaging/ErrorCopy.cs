using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dispatch.Orders;
using RabbitMQ.Client;

namespace Dispatch.Server.Messaging;

/// <summary>What goes with a message into the queue of errors: the reason, and what of its properties is bounded and harmless.</summary>
/// <remarks>
/// The sender's properties are not copied as they are: the broker refuses a user id that is not ours, an expiration would remove the copy,
/// and headers beside our own could be more than a frame holds, which is 128 kB. The copy stays below half of that.
/// </remarks>
static class ErrorCopy
{
    public const string Code = "dispatch-code";
    public const string Reason = "dispatch-reason";
    public const string ReasonInChinese = "dispatch-reason-zh";
    public const string Fields = "dispatch-fields";
    public const string Queue = "dispatch-queue";
    public const string At = "dispatch-at";

    /// <summary>Names what the copy lacks of the sender's properties and headers.</summary>
    public const string LeftOut = "dispatch-left-out";

    /// <summary>The same however often a message is set aside, so that a reader can drop repeats.</summary>
    public const string Id = "dispatch-id";

    /// <summary>How many headers of the sender's are carried.</summary>
    public const int MostHeaders = 32;

    /// <summary>Of a carried header, in bytes.</summary>
    public const int LongestName = 100;

    /// <summary>Of a carried header, in bytes.</summary>
    public const int LongestValue = 1024;

    /// <summary>Of a reason, and of the faults of the fields, in characters.</summary>
    public const int LongestReason = 2000;

    /// <summary>The same of a bare copy, which fits into the smallest frame that AMQP knows, 4096 bytes.</summary>
    public const int LongestBareReason = 250;

    /// <summary>Of the list of what was left out, in characters.</summary>
    public const int LongestLeftOut = 500;

    /// <summary>What AMQP allows for a text outside the headers, in bytes.</summary>
    /// <remarks>Text that was not valid UTF-8 is longer when it is written again.</remarks>
    const int LongestProperty = 255;

    /// <summary>The key that counts the fields that are not named; JSON of the fields has no other place for it.</summary>
    const string MoreFields = "…";

    static readonly HashSet<string> OwnHeaders =
        new([Code, Reason, ReasonInChinese, Fields, Queue, At, LeftOut, Id], StringComparer.OrdinalIgnoreCase);

    // The broker would send the copy to further queues.
    static readonly HashSet<string> RoutingHeaders = new(["CC", "BCC"], StringComparer.OrdinalIgnoreCase);

    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="queue">Where the message was.</param>
    /// <param name="delivered">Its properties as they came.</param>
    /// <param name="refusal">Why it is set aside.</param>
    /// <param name="id">See <see cref="Id"/>; also the message id of the copy where the sender gave none.</param>
    public static BasicProperties Of(
        string queue, IReadOnlyBasicProperties delivered, Refusal refusal, DateTimeOffset now, string? id = null)
    {
        List<string> leftOut = [.. NeverCarried(delivered)];
        BasicProperties copy = new()
        {
            Persistent = true,
            ContentType = Carried("content-type", delivered.ContentType, leftOut),
            ContentEncoding = Carried("content-encoding", delivered.ContentEncoding, leftOut),
            MessageId = Carried("message-id", delivered.MessageId, leftOut),
            CorrelationId = Carried("correlation-id", delivered.CorrelationId, leftOut),
            Type = Carried("type", delivered.Type, leftOut),
        };
        if (delivered.IsTimestampPresent())
            copy.Timestamp = delivered.Timestamp;

        Dictionary<string, object?> headers = [];
        foreach (var (name, value) in SendersHeaders(delivered))
        {
            if (headers.Count < MostHeaders && Harmless(name, value) is { } harmless)
                headers[name] = harmless;
            else
                leftOut.Add(name);
        }

        return Explained(copy, headers, leftOut, queue, refusal, now, id, LongestReason, LongestLeftOut);
    }

    /// <summary>For a copy that the broker refused in spite of all: nothing of the sender's but content type and message id.</summary>
    /// <inheritdoc cref="Of"/>
    public static BasicProperties Bare(
        string queue, IReadOnlyBasicProperties delivered, Refusal refusal, DateTimeOffset now, string? id = null)
    {
        List<string> leftOut = [.. NeverCarried(delivered)];
        BasicProperties copy = new()
        {
            Persistent = true,
            ContentType = Carried("content-type", delivered.ContentType, leftOut),
            MessageId = Carried("message-id", delivered.MessageId, leftOut),
        };
        AddIf(delivered.IsContentEncodingPresent(), "content-encoding");
        AddIf(delivered.IsCorrelationIdPresent(), "correlation-id");
        AddIf(delivered.IsTypePresent(), "type");
        AddIf(delivered.IsTimestampPresent(), "timestamp");
        leftOut.AddRange(SendersHeaders(delivered).Select(header => header.Key));
        return Explained(copy, [], leftOut, queue, refusal, now, id, LongestBareReason, LongestBareReason);

        void AddIf(bool isPresent, string name)
        {
            if (isPresent)
                leftOut.Add(name);
        }
    }

    static BasicProperties Explained(
        BasicProperties copy, Dictionary<string, object?> headers, List<string> leftOut, string queue, Refusal refusal, DateTimeOffset now,
        string? id, int longestReason, int longestLeftOut)
    {
        headers[Code] = refusal.Code;
        headers[Reason] = Cut(Wording.Of(refusal, chinese: false), longestReason, " (The rest of the reason is cut off: it is too long.)");
        headers[ReasonInChinese] = Cut(Wording.Of(refusal, chinese: true), longestReason, "（原因过长，其余部分已截去。）");
        headers[Queue] = queue;
        headers[At] = now.ToString("O", CultureInfo.InvariantCulture);
        if (refusal.Fields is { } fields)
            headers[Fields] = JsonOf(fields, longestReason);
        if (leftOut.Count > 0)
            headers[LeftOut] = ListOf(leftOut, longestLeftOut);
        if (id is not null)
        {
            headers[Id] = id;
            copy.MessageId ??= id;
        }

        copy.Headers = headers;
        return copy;
    }

    /// <summary>Of a message that was sent again from the queue of errors, our own headers speak of the last time.</summary>
    static IEnumerable<KeyValuePair<string, object?>> SendersHeaders(IReadOnlyBasicProperties delivered) =>
        (delivered.Headers ?? new Dictionary<string, object?>()).Where(header => !OwnHeaders.Contains(header.Key));

    static IEnumerable<string> NeverCarried(IReadOnlyBasicProperties delivered)
    {
        if (delivered.IsUserIdPresent())
            yield return "user-id";
        if (delivered.IsExpirationPresent())
            yield return "expiration";
        if (delivered.IsReplyToPresent())
            yield return "reply-to";
        if (delivered.IsAppIdPresent())
            yield return "app-id";
        if (delivered.IsPriorityPresent())
            yield return "priority";
        if (delivered.IsClusterIdPresent())
            yield return "cluster-id";
    }

    static string? Carried(string name, string? value, List<string> leftOut)
    {
        if (value is null)
            return null;
        if (Encoding.UTF8.GetByteCount(value) <= LongestProperty)
            return Credentials.AreIn(value) ? Credentials.Removed : value;
        leftOut.Add(name);
        return null;
    }

    /// <summary>The value as it may be carried; null where it may not.</summary>
    static object? Harmless(string name, object? value)
    {
        if (Credentials.AreIn(name) || RoutingHeaders.Contains(name) || Encoding.UTF8.GetByteCount(name) > LongestName)
            return null;
        if (Credentials.IsNameOfOne(name))
            return Credentials.Removed;
        return value switch
        {
            string text when Encoding.UTF8.GetByteCount(text) <= LongestValue => Credentials.AreIn(text) ? Credentials.Removed : text,
            byte[] bytes when bytes.Length <= LongestValue =>
                Credentials.AreIn(Encoding.Latin1.GetString(bytes)) ? Credentials.Removed : bytes,
            bool or sbyte or byte or short or ushort or int or uint or long or float or double or decimal => value,
            _ => null,
        };
    }

    static string Cut(string reason, int longest, string sentence)
    {
        var text = Credentials.Without(reason);
        if (text.Length <= longest)
            return text;
        var end = longest - sentence.Length;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + sentence;
    }

    /// <summary>The faults by field; whole fields that do not fit are counted, so that it stays JSON.</summary>
    static string JsonOf(IReadOnlyDictionary<string, string> fields, int longest)
    {
        var more = Pair(MoreFields, fields.Count.ToString(CultureInfo.InvariantCulture)).Length + 1;
        var whole = string.Join(',', fields.Select(field => Pair(field.Key, field.Value)));
        if (whole.Length + 2 <= longest)
            return $"{{{whole}}}";

        StringBuilder json = new("{");
        var left = 0;
        foreach (var (name, fault) in fields)
        {
            var pair = Pair(name, fault);
            if (json.Length + pair.Length + more + 2 <= longest)
                json.Append(pair).Append(',');
            else
                left++;
        }

        return json.Append(Pair(MoreFields, left.ToString(CultureInfo.InvariantCulture))).Append('}').ToString();

        static string Pair(string name, string text) =>
            $"{TextOf(name)}:{TextOf(text)}";

        static string TextOf(string text) => JsonSerializer.Serialize(Credentials.Without(text), Readable);
    }

    static string ListOf(IReadOnlyList<string> names, int longest)
    {
        const string More = ", …";
        StringBuilder list = new();
        foreach (var name in names.Select(Credentials.Without))
        {
            if (list.Length + 2 + name.Length + More.Length > longest)
                return list.Append(More).ToString();
            list.Append(list.Length == 0 ? "" : ", ").Append(name);
        }

        return list.ToString();
    }

}
