using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Tests.Support;

/// <summary>A program of somebody else: it receives all steps on a queue of its own and reads them strictly by the contract.</summary>
sealed class EventLog : IAsyncDisposable
{
    static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        // Nulls are left out, so a missing parameter is no fault; a null where none is allowed is.
        RespectNullableAnnotations = true,
    };

    readonly IConnection connection;
    readonly IChannel channel;
    readonly ConcurrentQueue<OrderStep> heard = new();
    readonly ConcurrentQueue<string> faults = new();

    EventLog(IConnection connection, IChannel channel) => (this.connection, this.channel) = (connection, channel);

    /// <summary>In the order of arrival, with repeats.</summary>
    public IReadOnlyCollection<OrderStep> Steps => heard;

    /// <summary>Messages that are not what the contract says.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <param name="broker">An amqp address.</param>
    public static async Task<EventLog> ListenAsync(string broker)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("dispatch.steps", ExchangeType.Topic, durable: true);
        await channel.QueueDeclareAsync(
            "somebody-elses", durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await channel.QueueBindAsync("somebody-elses", "dispatch.steps", "#");
        await channel.BasicQosAsync(0, 500, global: false);

        EventLog log = new(connection, channel);
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += log.HearAsync;
        await channel.BasicConsumeAsync("somebody-elses", autoAck: false, consumer);
        return log;
    }

    async Task HearAsync(object sender, BasicDeliverEventArgs delivery)
    {
        try
        {
            var type = typeof(OrderStep).Assembly.GetType($"Dispatch.Contracts.{delivery.BasicProperties.Type}", throwOnError: true)!;
            var step = (OrderStep)JsonSerializer.Deserialize(delivery.Body.Span, type, Strict)!;
            var (id, key) = (delivery.BasicProperties.MessageId, delivery.RoutingKey);
            if (id != step.EventId.ToString() || key != $"{step.Alliance}.{step.Workflow}.{step.Step}")
                faults.Enqueue($"{step.Number} {step.Sequence}: message id {id}, routing key {key}");
            heard.Enqueue(step);
        }
        catch (Exception error)
        {
            faults.Enqueue(error.ToString());
        }

        await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
