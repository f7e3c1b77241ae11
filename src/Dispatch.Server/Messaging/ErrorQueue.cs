using Dispatch.Orders;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Server.Messaging;

/// <summary>Puts copies of messages into the queue of errors.</summary>
/// <remarks>
/// On a connection of its own: what the broker does not take, such as headers beyond a frame, ends the channel or the whole connection
/// that brought it, and would send every command that is not acknowledged back to its queue.
/// </remarks>
sealed class ErrorQueue(RabbitConnections connections, TimeProvider time, ILogger log) : IAsyncDisposable
{
    static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true,
        outstandingPublisherConfirmationsRateLimiter: null);

    readonly SemaphoreSlim opening = new(1);
    readonly SemaphoreSlim alone = new(1);
    (IConnection Connection, IChannel Channel)? shared;

    /// <summary>Done when the broker has the copy, which is a bare one where it would not take a full one.</summary>
    public async Task AddAsync(Delivery delivery, Refusal refusal)
    {
        var body = Credentials.Without(delivery.Body);
        try
        {
            await PublishAsync(await SharedAsync(), Full(), body);
        }
        catch (Exception error) when (!IsOutage(error))
        {
            // Perhaps because of another copy that was under way at the same time: tried again by itself.
            await AddAloneAsync();
        }

        BasicProperties Full() => ErrorCopy.Of(delivery.Queue, delivery.Properties, refusal, time.GetUtcNow(), delivery.Digest);
        BasicProperties Bare() => ErrorCopy.Bare(delivery.Queue, delivery.Properties, refusal, time.GetUtcNow(), delivery.Digest);

        async Task AddAloneAsync()
        {
            await alone.WaitAsync();
            try
            {
                await PublishAloneAsync(Full(), body);
            }
            catch (Exception error) when (!IsOutage(error))
            {
                log.LogWarning(error, "The broker refuses the copy of a message from {Queue}; it is set aside with less", delivery.Queue);
                await PublishAloneAsync(Bare(), body);
            }
            finally
            {
                alone.Release();
            }
        }
    }

    /// <summary>The copy is not to blame: the broker is away, stops, or has no place for it now.</summary>
    static bool IsOutage(Exception error) => error switch
    {
        PublishException => true,
        OperationInterruptedException { ShutdownReason: { Initiator: ShutdownInitiator.Peer } reason } =>
            reason.ReplyCode == Constants.ConnectionForced,
        OperationInterruptedException or BrokerUnreachableException or IOException => true,
        TimeoutException or OperationCanceledException => true,
        _ => false,
    };

    async Task PublishAloneAsync(BasicProperties properties, byte[] body)
    {
        await using var connection = await connections.OpenAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync(Confirmed);
        await PublishAsync(channel, properties, body);
    }

    static async Task PublishAsync(IChannel channel, BasicProperties properties, byte[] body)
    {
        // A channel that ends says why only here; what waits for it hears that it ended.
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncEventHandler<ShutdownEventArgs> onEnd = (_, reason) =>
        {
            ended.TrySetException(new OperationInterruptedException(reason));
            return Task.CompletedTask;
        };
        channel.ChannelShutdownAsync += onEnd;
        try
        {
            var published = channel.BasicPublishAsync("", RabbitTopology.Errors, mandatory: true, properties, body).AsTask();
            await (await Task.WhenAny(published, ended.Task));
        }
        catch (AlreadyClosedException error) when (channel.CloseReason is { } reason)
        {
            throw new OperationInterruptedException(reason, error.Message);
        }
        finally
        {
            channel.ChannelShutdownAsync -= onEnd;
        }
    }

    async Task<IChannel> SharedAsync()
    {
        await opening.WaitAsync();
        try
        {
            if (shared is { Channel: { IsOpen: true } open })
                return open;
            await CloseAsync();
            var connection = await connections.OpenAsync(CancellationToken.None);
            var channel = await connection.CreateChannelAsync(Confirmed);
            shared = (connection, channel);
            return channel;
        }
        finally
        {
            opening.Release();
        }
    }

    async Task CloseAsync()
    {
        if (shared is not { } old)
            return;
        shared = null;
        await old.Channel.DisposeAsync();
        await old.Connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        opening.Dispose();
        alone.Dispose();
    }
}
