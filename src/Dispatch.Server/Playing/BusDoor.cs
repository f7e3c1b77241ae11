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

/// <summary>By messages: a command for each step, and the event that tells of it, heard on a queue of its own.</summary>
/// <remarks>
/// Nobody answers a command that was refused; it lies in the error queue. So who has heard nothing for a while looks into the database,
/// and gives the step up when it is plain that nothing comes of it.
/// </remarks>
sealed class BusDoor : IPlayDoor
{
    /// <summary>How long an event may take before the database is asked.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>After so many looks nothing comes of it: half a minute.</summary>
    const int Looks = 6;

    public const string NoEvent = "no-event";

    readonly IConnection connection;
    readonly IChannel sending;
    readonly IChannel hearing;
    readonly Database database;
    readonly WorkflowLibrary workflows;
    readonly TokenPurse tokens;
    readonly ConcurrentDictionary<string, Waiting> waiting = new();
    long heard;

    BusDoor(IConnection connection, IChannel sending, IChannel hearing, Database database, WorkflowLibrary workflows, TokenPurse tokens) =>
        (this.connection, this.sending, this.hearing, this.database, this.workflows, this.tokens) = (connection, sending, hearing, database, workflows, tokens);

    /// <summary>How many events have come, whoever took the steps.</summary>
    public long Heard => Interlocked.Read(ref heard);

    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker is away.</exception>
    public static async Task<BusDoor> OpenAsync(
        string broker, IEnumerable<string> alliances, Database database, WorkflowLibrary workflows, TokenPurse tokens, CancellationToken cancel)
    {
        var connection = await new RabbitConnections(broker).OpenAsync(cancel);
        var sending = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null), cancel);
        var hearing = await connection.CreateChannelAsync(cancellationToken: cancel);
        await RabbitTopology.DeclareAsync(sending, cancel);

        BusDoor door = new(connection, sending, hearing, database, workflows, tokens);
        var queue = await hearing.QueueDeclareAsync(cancellationToken: cancel);
        foreach (var alliance in alliances)
            await hearing.QueueBindAsync(queue.QueueName, RabbitTopology.Steps, $"{alliance}.#", cancellationToken: cancel);
        AsyncEventingBasicConsumer consumer = new(hearing);
        consumer.ReceivedAsync += (_, delivery) => door.HearAsync(delivery.Body);
        await hearing.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, cancel);
        return door;
    }

    public Task<IReadOnlyList<string>> OpenOrdersAsync(Cast cast, int most, CancellationToken cancel) =>
        OpenOrders.OfAsync(database, cast.Alliance.Code, most, cancel);

    public Task<Order?> ReadAsync(Cast cast, string number, CancellationToken cancel) => OrderList.FindAsync(database, number, cancel);

    public async Task<(Order? Order, string? Refusal)> TakeAsync(Order order, Move.Take take, CancellationToken cancel)
    {
        Waiting mine = new(order);
        waiting[order.Number] = mine;
        try
        {
            await SendAsync(order, take, cancel);
            for (var look = 0; look < Looks; look++)
            {
                try
                {
                    return (await mine.After.Task.WaitAsync(Look, cancel), null);
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
        TakeStep command = new() { Order = order.Number, Step = take.Step, Input = JsonSerializer.SerializeToElement(take.Input), Version = order.Version };
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
        await sending.BasicPublishAsync(
            "", RabbitTopology.TakeStep, mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(command, EventBody.Options), cancel);
    }

    async Task HearAsync(ReadOnlyMemory<byte> body)
    {
        Interlocked.Increment(ref heard);
        using var document = JsonDocument.Parse(body);
        var json = document.RootElement;
        if (!waiting.TryGetValue(json.GetProperty("number").GetString()!, out var mine) || json.GetProperty("sequence").GetInt32() != mine.Before.Version + 1)
            return;

        // Ours, or somebody else's who was quicker; then ours is refused, because it was sent for the version before.
        var workflow = await workflows.FindAsync(mine.Before.Workflow, mine.Before.WorkflowVersion);
        mine.After.TrySetResult(mine.Before.After(TakenReading.Read(json, mine.Before.Id, workflow)));
    }

    public async ValueTask DisposeAsync()
    {
        await hearing.DisposeAsync();
        await sending.DisposeAsync();
        await connection.DisposeAsync();
    }

    sealed record Waiting(Order Before)
    {
        public TaskCompletionSource<Order> After { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
