using System.Collections.Concurrent;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Orders;
using Dispatch.Server.Messaging;
using Dispatch.Storage;
using Dispatch.Workflows;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Server.Playing;

/// <summary>Takes steps by messages: sends a command for each, and waits for the event about it on a queue of its own.</summary>
/// <remarks>
/// Nobody answers a command that was refused; it goes to the error queue. So where no event comes for a while the database is asked, and
/// after several times the step is given up.
/// </remarks>
sealed class BusPlayChannel : IPlayChannel
{
    /// <summary>How long an event may take before the database is asked.</summary>
    static readonly TimeSpan CheckAfter = TimeSpan.FromSeconds(5);

    /// <summary>After so many checks the step is given up: half a minute.</summary>
    const int MaxChecks = 6;

    public const string NoEvent = "no-event";

    readonly IConnection connection;
    readonly IChannel sendChannel;
    readonly IChannel eventChannel;
    readonly Database database;
    readonly WorkflowLibrary workflows;
    readonly TokenCache tokens;
    readonly ConcurrentDictionary<string, Waiting> waiting = new();
    long events;

    BusPlayChannel(
        IConnection connection, IChannel sendChannel, IChannel eventChannel,
        Database database, WorkflowLibrary workflows, TokenCache tokens)
    {
        (this.connection, this.sendChannel, this.eventChannel) = (connection, sendChannel, eventChannel);
        (this.database, this.workflows, this.tokens) = (database, workflows, tokens);
    }

    /// <summary>How many events were received, whoever took the steps.</summary>
    public long EventCount => Interlocked.Read(ref events);

    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker is away.</exception>
    public static async Task<BusPlayChannel> OpenAsync(
        string broker, IEnumerable<string> alliances, Database database, WorkflowLibrary workflows, TokenCache tokens,
        CancellationToken cancel)
    {
        var connection = await new RabbitConnections(broker).OpenAsync(cancel);
        CreateChannelOptions confirming = new(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: null);
        var sendChannel = await connection.CreateChannelAsync(confirming, cancel);
        var eventChannel = await connection.CreateChannelAsync(cancellationToken: cancel);
        await RabbitTopology.DeclareAsync(sendChannel, cancel);

        BusPlayChannel channel = new(connection, sendChannel, eventChannel, database, workflows, tokens);
        var queue = await eventChannel.QueueDeclareAsync(cancellationToken: cancel);
        foreach (var alliance in alliances)
            await eventChannel.QueueBindAsync(queue.QueueName, RabbitTopology.Steps, $"{alliance}.#", cancellationToken: cancel);
        AsyncEventingBasicConsumer consumer = new(eventChannel);
        consumer.ReceivedAsync += (_, delivery) => channel.ReceiveAsync(delivery.Body);
        await eventChannel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, cancel);
        return channel;
    }

    public Task<IReadOnlyList<string>> OpenOrdersAsync(Players players, int max, CancellationToken cancel) =>
        OpenOrders.OfAsync(database, players.Alliance.Code, max, cancel);

    public Task<Order?> ReadAsync(Players players, string number, CancellationToken cancel) =>
        OrderList.FindAsync(database, number, cancel);

    public async Task<(Order? Order, string? Refusal)> TakeAsync(Order order, Move.Take take, CancellationToken cancel)
    {
        Waiting mine = new(order);
        waiting[order.Number] = mine;
        try
        {
            await SendAsync(order, take, cancel);
            for (var check = 0; check < MaxChecks; check++)
            {
                try
                {
                    return (await mine.After.Task.WaitAsync(CheckAfter, cancel), null);
                }
                catch (TimeoutException)
                {
                    if (await OrderList.FindAsync(database, order.Number, cancel) is { } stored && stored.Version > order.Version)
                        return (stored, null);
                }
            }

            return (null, NoEvent);
        }
        finally
        {
            waiting.TryRemove(order.Number, out _);
        }
    }

    async Task SendAsync(Order order, Move.Take take, CancellationToken cancel)
    {
        TakeStep command = new()
        {
            Order = order.Number,
            Step = take.Step,
            Input = JsonSerializer.SerializeToElement(take.Input),
            Version = order.Version,
        };
        BasicProperties properties = new()
        {
            MessageId = Guid.CreateVersion7().ToString(),
            Type = nameof(TakeStep),
            ContentType = "application/json",
            ContentEncoding = "utf-8",
            AppId = "dispatch play",
            Persistent = true,
            Headers = new Dictionary<string, object?> { ["authorization"] = $"Bearer {await tokens.OfAsync(take.Caller)}" },
        };
        await sendChannel.BasicPublishAsync(
            RabbitTopology.Commands, RabbitTopology.KeyOf(RabbitTopology.TakeStep), mandatory: true, properties,
            JsonSerializer.SerializeToUtf8Bytes(command, EventBody.Options), cancel);
    }

    async Task ReceiveAsync(ReadOnlyMemory<byte> body)
    {
        Interlocked.Increment(ref events);
        using var document = JsonDocument.Parse(body);
        var json = document.RootElement;
        if (!waiting.TryGetValue(json.GetProperty("number").GetString()!, out var mine)
            || json.GetProperty("sequence").GetInt32() != mine.Before.Version + 1)
        {
            return;
        }

        // Our step, or one that somebody else took first; then ours is refused, since it was sent for the version before.
        var workflow = await workflows.FindAsync(mine.Before.Workflow, mine.Before.WorkflowVersion);
        mine.After.TrySetResult(mine.Before.After(StepReading.Read(json, mine.Before.Id, workflow)));
    }

    public async ValueTask DisposeAsync()
    {
        await eventChannel.DisposeAsync();
        await sendChannel.DisposeAsync();
        await connection.DisposeAsync();
    }

    sealed record Waiting(Order Before)
    {
        public TaskCompletionSource<Order> After { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
