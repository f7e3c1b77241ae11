using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Server.Messaging;

/// <summary>A command as the broker delivered it.</summary>
/// <param name="Tag">Names it on its channel.</param>
/// <param name="Redelivered">It was delivered before, here or to another server.</param>
/// <param name="Body">A copy: the channel's memory ends with the call that brought it.</param>
sealed record Delivery(string Queue, ulong Tag, bool Redelivered, IReadOnlyBasicProperties Properties, byte[] Body)
{
    public static Delivery Of(string queue, BasicDeliverEventArgs arrived) =>
        new(queue, arrived.DeliveryTag, arrived.Redelivered, arrived.BasicProperties, arrived.Body.ToArray());

    /// <summary>How often it went back to its queue, as the broker counts it for a quorum queue.</summary>
    public long Returns => Properties.Headers?.TryGetValue("x-delivery-count", out var count) == true
        ? count switch { long many => many, int many => many, _ => 0 }
        : 0;

    string? digest;

    /// <summary>A fingerprint of all that the sender gave: the same whenever it is delivered, and for whatever equals it.</summary>
    public string Digest => digest ??= DigestOf();

    /// <summary>A header as text; null where there is none.</summary>
    public string? Header(string name) =>
        Properties.Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            string text => text,
            _ => null,
        };

    string DigestOf()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (string?[])
            [
                Queue, Properties.MessageId, Properties.CorrelationId, Properties.Type, Properties.ContentType, Properties.ContentEncoding,
                Properties.AppId, Properties.UserId, Properties.ReplyTo,
                Properties.IsTimestampPresent() ? Properties.Timestamp.UnixTime.ToString(CultureInfo.InvariantCulture) : null,
            ])
        {
            Add(part is null ? [] : Encoding.UTF8.GetBytes(part));
        }

        // Those of the broker begin with x- and change from delivery to delivery.
        foreach (var (name, value) in (Properties.Headers ?? new Dictionary<string, object?>())
            .Where(header => !header.Key.StartsWith("x-", StringComparison.OrdinalIgnoreCase))
            .OrderBy(header => header.Key, StringComparer.Ordinal))
        {
            Add(Encoding.UTF8.GetBytes(name));
            Add(value as byte[] ?? Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }

        Add(Body);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));

        // With its length, so that no two lists of parts are the same bytes.
        void Add(byte[] part)
        {
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(part);
        }
    }
}
