using System.Collections.Concurrent;
using System.Text.Json;
using Dispatch.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Tests.Support;

/// <summary>Somebody else on the bus: has every step kept in a durable queue of its own from the start, and reads it when all is over.</summary>
/// <remarks>It shares no code with the server, and rests while the broker is broken: the queue listens for it.</remarks>
sealed class Witness
{
    const string Queue = "witness";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    readonly ConnectionFactory factory;

    Witness(string broker) => factory = new ConnectionFactory { Uri = new Uri(broker), AutomaticRecoveryEnabled = false };

    /// <summary>Binds the queue, before the first server declares anything.</summary>
    public static async Task<Witness> ListenAsync(string broker)
    {
        Witness witness = new(broker);
        await using var connection = await witness.factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("dispatch.steps", ExchangeType.Topic, durable: true);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await channel.QueueBindAsync(Queue, "dispatch.steps", "#");
        return witness;
    }

    /// <summary>Reads until it has heard of all these events.</summary>
    /// <returns>Everything it heard, in the order of the queue, repeats included.</returns>
    public async Task<IReadOnlyList<OrderStep>> HearsAsync(IReadOnlyCollection<Guid> events)
    {
        ConcurrentQueue<OrderStep> heard = [];
        HashSet<Guid> missing = [.. events];
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, 1000, global: false);
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var step = JsonSerializer.Deserialize<OrderStep>(delivery.Body.Span, Json)!;
            heard.Enqueue(step);
            lock (missing) missing.Remove(step.EventId);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer);
        await Eventually.ThatAsync(() => Missing(missing), Is.Zero);
        return [.. heard];
    }

    static int Missing(HashSet<Guid> missing)
    {
        lock (missing) return missing.Count;
    }
}
