using Dispatch.Outbox;
using Dispatch.Server.Telemetry;
using RabbitMQ.Client;

namespace Dispatch.Server.Messaging;

/// <summary>Puts steps on the topic exchange with confirms: many in flight, in their order, done when the broker has all.</summary>
/// <remarks>For one caller at a time, which the relay is.</remarks>
public sealed class RabbitPublisher(RabbitConnections connections) : IAsyncDisposable
{
    // No limiter: a batch is bounded by the relay. Tracking makes each publish end with the broker's word for it.
    static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true,
        outstandingPublisherConfirmationsRateLimiter: null);

    IConnection? connection;
    IChannel? channel;

    /// <summary>Whether the last thing heard from the broker was good.</summary>
    public bool IsConnected => channel is { IsOpen: true };

    public async Task PublishAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancel)
    {
        var open = await ChannelAsync(cancel);
        try
        {
            var confirms = new Task[messages.Count];
            for (var index = 0; index < confirms.Length; index++)
            {
                var message = messages[index];
                BasicProperties properties = new()
                {
                    MessageId = message.EventId.ToString(),
                    Type = EventBody.Types[message.Step].Name,
                    ContentType = "application/json",
                    ContentEncoding = "utf-8",
                    AppId = "dispatch",
                    Timestamp = new AmqpTimestamp(message.At.ToUnixTimeSeconds()),
                    Persistent = true,
                };
                if (Traces.Publishing(message.Step, message.Number, message.Trace) is { } trace)
                    properties.Headers = new Dictionary<string, object?> { [Traces.Header] = trace };
                var key = $"{message.Alliance}.{message.Workflow}.{message.Step}";
                confirms[index] = open.BasicPublishAsync(
                    RabbitTopology.Steps, key, mandatory: false, properties, EventBody.Of(message), cancel).AsTask();
            }

            await Task.WhenAll(confirms);
            HouseMeter.CountPublished(messages.Count);
        }
        catch
        {
            await CloseAsync();
            throw;
        }
    }

    /// <summary>Connects ahead of the first message, so that the exchanges are there for whoever wants to listen.</summary>
    public Task ConnectAsync(CancellationToken cancel) => ChannelAsync(cancel);

    async Task<IChannel> ChannelAsync(CancellationToken cancel)
    {
        if (channel is { IsOpen: true })
            return channel;

        await CloseAsync();
        connection = await connections.OpenAsync(cancel);
        var opened = await connection.CreateChannelAsync(Confirmed, cancel);
        await RabbitTopology.DeclareAsync(opened, cancel);
        return channel = opened; // not before: a channel without its exchanges would be used all the same
    }

    async Task CloseAsync()
    {
        var (oldChannel, oldConnection) = (channel, connection);
        (channel, connection) = (null, null);
        if (oldChannel is not null)
            await oldChannel.DisposeAsync();
        if (oldConnection is not null)
            await oldConnection.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await CloseAsync();
}
