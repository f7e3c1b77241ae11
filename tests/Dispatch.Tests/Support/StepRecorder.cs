using System.Collections.Concurrent;
using System.Text.Json;
using Dispatch.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Tests.Support;

/// <summary>Another consumer: every step goes into a durable queue of its own from the start, which it reads at the end.</summary>
/// <remarks>It shares no code with the server, and needs no connection while the broker is down: the queue collects for it.</remarks>
sealed class StepRecorder
{
    const string Queue = "witness";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    readonly ConnectionFactory factory;

    StepRecorder(string broker) => factory = new ConnectionFactory { Uri = new Uri(broker), AutomaticRecoveryEnabled = false };

    /// <summary>Binds the queue, before the first server declares anything.</summary>
    public static async Task<StepRecorder> ListenAsync(string broker)
    {
        StepRecorder recorder = new(broker);
        await using var connection = await recorder.factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("dispatch.steps", ExchangeType.Topic, durable: true);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await channel.QueueBindAsync(Queue, "dispatch.steps", "#");
        return recorder;
    }

    /// <summary>Reads until it has seen all these events.</summary>
    /// <returns>Everything it read, in the order of the queue, repeats included.</returns>
    public async Task<IReadOnlyList<OrderStep>> ReadAsync(IReadOnlyCollection<Guid> events)
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
