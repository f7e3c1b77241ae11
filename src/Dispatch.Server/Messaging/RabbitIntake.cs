using System.Text;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Server.Messaging;

/// <summary>Takes commands from the queues to the desk, in the order in which they stand.</summary>
/// <remarks>
/// Many are taken at a time, so that they share a commit.
/// A message is acknowledged once its step is saved, or once it lies in the error queue with the reason. While the database is away it
/// simply waits. A message that comes again is known by its message id.
/// </remarks>
public sealed class RabbitIntake(
    RabbitConnections connections, OrderDesk desk, FindCaller callers, TimeProvider time, ILogger<RabbitIntake> log) : BackgroundService
{
    /// <summary>How many messages are under way at most: a few batches of the desk, so that the next is full when one is done.</summary>
    const ushort Prefetch = 1024;

    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Whether messages are being taken now.</summary>
    public bool IsListening { get; private set; }

    int underWay;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => failing = false, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    log.LogWarning(error, "The broker cannot be reached; commands wait in their queues until it can");
                failing = true;
            }
            catch (Exception)
            {
                break; // told to stop; a connection that breaks just then is no news
            }

            await Task.Delay(PauseAfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task ListenAsync(Action connected, CancellationToken cancel)
    {
        await using var connection = await connections.OpenAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(true, true, outstandingPublisherConfirmationsRateLimiter: null), cancel);
        await RabbitTopology.DeclareAsync(channel, cancel);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancel);

        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) => { closed.TrySetResult(); return Task.CompletedTask; };

        Acknowledgements done = new(channel);
        List<string> consumers = [];
        foreach (var queue in (string[])[RabbitTopology.FileOrder, RabbitTopology.TakeStep])
        {
            AsyncEventingBasicConsumer consumer = new(channel);
            consumer.ReceivedAsync += (_, delivery) => TakeAsync(channel, done, queue, delivery, cancel);
            consumers.Add(await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancel));
        }

        connected();
        IsListening = true;
        try
        {
            await closed.Task.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            foreach (var consumer in consumers)
                await channel.BasicCancelAsync(consumer, cancellationToken: CancellationToken.None);
            await DrainAsync();
            await done.FlushAsync();
            throw;
        }
        finally
        {
            IsListening = false;
        }
    }

    /// <summary>What was begun is finished and acknowledged before the connection goes.</summary>
    async Task DrainAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), time);
        while (Volatile.Read(ref underWay) > 0 && !patience.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, CancellationToken.None);
    }

    /// <summary>Reads a message and hands it to the desk, in the order of delivery; the answer is awaited apart.</summary>
    async Task TakeAsync(IChannel channel, Acknowledgements done, string queue, BasicDeliverEventArgs delivery, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested)
            return; // not acknowledged: it goes back to its queue

        Interlocked.Increment(ref underWay);
        // The body is the channel's memory and ends with this call.
        var body = delivery.Body.ToArray();
        try
        {
            var request = await ReadAsync(queue, body, delivery.BasicProperties, stopping);
            var answer = request.ThenAsync(read => desk.DoUntilSavedAsync(read, CancellationToken.None));
            _ = FinishAsync(channel, done, queue, delivery.DeliveryTag, body, delivery.BasicProperties, answer, stopping);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref underWay); // told to stop while it waited for the database: the message goes back to its queue
        }
    }

    async Task<Decision<StepRequest>> ReadAsync(string queue, byte[] body, IReadOnlyBasicProperties properties, CancellationToken stopping)
    {
        try
        {
            var command = CommandReading.Open(new CommandReading.Message(
                queue, body, properties.ContentType, CommandReading.TokenOf(Header(properties, "authorization")), properties.MessageId));
            if (command.MessageId?.Length > StepRequest.LongestKey)
                return Refusal.Input("messageId", $"longer-than-{StepRequest.LongestKey}");

            var caller = command.Token is null ? null : await WithPatienceAsync(() => callers(command.Token, stopping), stopping);
            return caller is null ? Refusal.Of(Refusal.UnknownCaller) : CommandReading.Read(command, caller);
        }
        catch (JsonException error)
        {
            return Refusal.Of(Refusal.Unreadable, error.Message);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Never acknowledged it would keep a place among those under way, and one such message after the other would stop the intake.
            log.LogError(error, "A message from {Queue} could not be read", queue);
            return Refusal.Of(Refusal.Failed);
        }
    }

    /// <summary>Who a caller is stands in the database; while it is away the message waits like every other.</summary>
    async Task<Caller?> WithPatienceAsync(Func<ValueTask<Caller?>> find, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await find();
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning(error, "The caller of a message could not be looked up; trying again");
                await Task.Delay(PauseAfterFailure, time, stopping);
            }
        }
    }

    async Task FinishAsync(
        IChannel channel, Acknowledgements done, string queue, ulong tag, byte[] body, IReadOnlyBasicProperties delivered,
        Task<Decision<Answer>> asked, CancellationToken stopping)
    {
        try
        {
            var answer = await asked;
            if (answer.Refusal is { Code: Refusal.NotSaved })
                return; // the desk has closed: not acknowledged, the message goes back to its queue

            if (answer.Refusal is { } refusal)
                await SetAsideAsync(channel, queue, body, delivered, refusal);
            done.Done(tag);
        }
        catch (Exception) when (!channel.IsOpen || stopping.IsCancellationRequested)
        {
            // The broker did not hear of it and delivers the message again; its message id, or its external id, tells that it was done.
        }
        catch (Exception error)
        {
            log.LogWarning(error, "A message from {Queue} could not be finished; it goes back to its queue", queue);
            await GiveBackAsync(channel, tag, stopping);
            done.Done(tag, given: true);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }

    /// <summary>After a pause, so that a message is not redelivered in a tight loop while the queue of errors is full or gone.</summary>
    async Task GiveBackAsync(IChannel channel, ulong tag, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(PauseAfterFailure, time, stopping);
            await channel.BasicNackAsync(tag, multiple: false, requeue: true, CancellationToken.None);
        }
        catch (Exception)
        {
            // The channel is gone, and every message that was not acknowledged went back with it.
        }
    }

    async Task SetAsideAsync(IChannel channel, string queue, byte[] body, IReadOnlyBasicProperties delivered, Refusal refusal)
    {
        log.LogInformation("A message from {Queue} was set aside: {Code}", queue, refusal.Code);
        var properties = ErrorCopy.Of(queue, delivered, refusal, time.GetUtcNow());
        await channel.BasicPublishAsync("", RabbitTopology.Errors, mandatory: true, properties, body, CancellationToken.None);
    }

    static string? Header(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            string text => text,
            _ => null,
        };
}
