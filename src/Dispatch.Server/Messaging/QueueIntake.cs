using System.Collections.Concurrent;
using System.Diagnostics;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Server.Telemetry;
using Dispatch.Storage;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Server.Messaging;

/// <summary>Takes the commands of one queue to the desk, in the order in which they stand, on a channel that it has for itself.</summary>
/// <remarks>
/// Many are taken at a time, so that they share a commit. One that came back often is taken alone: whatever happens then is its own doing,
/// and none of its neighbours comes back with it. If it goes on coming back it is set aside.
/// </remarks>
/// <param name="alone">Takes one at a time, and ends with the first that did not come back often.</param>
sealed class QueueIntake(string queue, IChannel channel, bool alone, QueueIntake.House house)
{
    /// <summary>How many messages are under way at most: a few batches of the desk, so that the next is full when one is done.</summary>
    const ushort Prefetch = 1024;

    /// <summary>A message that went back to its queue so often is taken alone.</summary>
    public const int ManyReturns = 8;

    /// <summary>And one that went back so often is set aside; fewer than the 20 at which RabbitMQ 4 gives up by itself.</summary>
    public const int MostReturns = 16;

    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>What all queues of the server share.</summary>
    public sealed record House(
        OrderDesk Desk, CommandOpening Opening, DeliveryKeys Keys, Func<IReadOnlyList<(string Caller, string Key)>, Task> ForgetAsync,
        ErrorQueue Errors, TimeProvider Time, ILogger Log)
    {
        /// <summary>What senders may ask for; null for anything.</summary>
        public Quotas? Quotas { get; init; }

        /// <summary>Is told what was refused because of who sent it.</summary>
        public Action<string, Refusal> Refused { get; init; } = (_, _) => { };

        long settled;
        int underWay;

        /// <summary>How many messages were done or set aside; those that only went back are not among them.</summary>
        public long HowManySettled => Interlocked.Read(ref settled);

        public int HowManyUnderWay => Volatile.Read(ref underWay);

        public void Begun() => Interlocked.Increment(ref underWay);

        public void Ended() => Interlocked.Decrement(ref underWay);

        public void Settled() => Interlocked.Increment(ref settled);
    }

    // Deliveries under way whose command has a key of ours.
    readonly ConcurrentDictionary<ulong, (string Caller, string Key)> keys = new();
    readonly TaskCompletionSource<Delivery?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Acknowledgements done = null!;
    CancellationToken stopping;
    int underWay;

    /// <param name="begun">Called once it listens.</param>
    /// <returns>When one that was taken alone is settled and more can be taken at a time.</returns>
    /// <exception cref="OperationCanceledException">The server stops; what was begun is done.</exception>
    /// <exception cref="IOException">The channel has ended.</exception>
    /// <exception cref="LaterVersionException">A command is for a later version of the program.</exception>
    public async Task RunAsync(Action begun, CancellationToken cancel)
    {
        stopping = cancel;
        done = new Acknowledgements(channel, Told);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            ended.TrySetException(new IOException($"The channel of {queue} has ended: {reason.ReplyText}"));
            return Task.CompletedTask;
        };
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, arrived) => ReceiveAsync(arrived);
        await channel.BasicQosAsync(0, alone ? (ushort)1 : Prefetch, global: false, cancel);
        var name = await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancel);
        begun();
        try
        {
            var last = await ended.Task.WaitAsync(cancel);
            // No more before the last one is acknowledged, since what arrives now would go back.
            await channel.BasicCancelAsync(name, cancellationToken: cancel);
            await TakeAsync(last!);
            while (Volatile.Read(ref underWay) > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(1), house.Time, cancel);
            await done.FlushAsync();
        }
        catch (OperationCanceledException)
        {
            await channel.BasicCancelAsync(name, cancellationToken: CancellationToken.None);
            await DrainAsync();
            await done.FlushAsync();
            throw;
        }
        finally
        {
            foreach (var (_, (_, key)) in keys)
                house.Keys.GivenBack(key);
        }
    }

    async Task ReceiveAsync(BasicDeliverEventArgs arrived)
    {
        if (stopping.IsCancellationRequested || ended.Task.IsCompleted)
            return; // not acknowledged: it goes back to its queue

        var delivery = Delivery.Of(queue, arrived);
        if (delivery.Returns >= ManyReturns)
            await TakeAloneAsync(delivery);
        else if (alone)
            ended.TrySetResult(delivery);
        else
            await TakeAsync(delivery);
    }

    async Task TakeAloneAsync(Delivery delivery)
    {
        await WhenNothingIsUnderWayAsync();
        await TakeAsync(delivery);
        await WhenNothingIsUnderWayAsync();
    }

    async Task WhenNothingIsUnderWayAsync()
    {
        while (Volatile.Read(ref underWay) > 0 && channel.IsOpen && !stopping.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(1), house.Time, CancellationToken.None);
        await done.FlushAsync();
    }

    /// <summary>What was begun is finished and acknowledged before the connection goes.</summary>
    async Task DrainAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), house.Time);
        while (Volatile.Read(ref underWay) > 0 && !patience.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(10), house.Time, CancellationToken.None);
    }

    /// <summary>Reads a message and hands it to the desk, in the order of delivery; the answer is awaited apart.</summary>
    async Task TakeAsync(Delivery delivery)
    {
        Interlocked.Increment(ref underWay);
        house.Begun();
        using var trace = Traces.Continue($"receive {queue}", ActivityKind.Consumer, delivery.Header(Traces.Header));
        try
        {
            var (request, key) = IsGivenUp(delivery)
                ? new CommandOpening.Opened(Refusal.Of(Refusal.Unsettled, $"{delivery.Returns}"))
                : await house.Opening.OpenAsync(delivery, stopping);
            if (key is { } ours)
                keys[delivery.Tag] = ours;
            var answer = request.ThenAsync(read => house.Quotas is { } quotas
                ? quotas.WithinAsync(read, DoAsync)
                : DoAsync(read));
            _ = FinishAsync(delivery, answer);
        }
        catch (OperationCanceledException)
        {
            End(); // told to stop while it waited for the database: the message goes back to its queue
        }
    }

    Task<Decision<Answer>> DoAsync(StepRequest request) => house.Desk.DoUntilSavedAsync(request, CancellationToken.None);

    /// <summary>While nothing can be saved it is not the message that keeps coming back.</summary>
    bool IsGivenUp(Delivery delivery) => delivery.Returns >= MostReturns && house.Desk.Trouble is null;

    async Task FinishAsync(Delivery delivery, Task<Decision<Answer>> asked)
    {
        try
        {
            var answer = await asked;
            if (answer.Refusal is { Code: Refusal.NotSaved })
                return; // the desk has closed: not acknowledged, the message goes back to its queue
            if (answer.Refusal is { Code: Refusal.LaterVersion })
            {
                // Not acknowledged either: it goes back with the channel, to be taken by another server.
                ended.TrySetException(new LaterVersionException($"A command from {queue}"));
                return;
            }

            if (keys.TryGetValue(delivery.Tag, out var ours))
                house.Keys.Saved(ours.Key);
            if (answer.Refusal is { } refusal)
                await SetAsideAsync(delivery, refusal);
            else
                done.Done(delivery.Tag);
            house.Settled();
        }
        catch (Exception) when (!channel.IsOpen || stopping.IsCancellationRequested)
        {
            // The broker did not hear of it and delivers the message again; its message id, or its external id, tells that it was done.
        }
        catch (Exception error)
        {
            house.Log.LogWarning(error, "A message from {Queue} could not be finished; it goes back to its queue", queue);
            await GiveBackAsync(delivery.Tag);
        }
        finally
        {
            End();
        }
    }

    void End()
    {
        Interlocked.Decrement(ref underWay);
        house.Ended();
    }

    /// <summary>
    /// Acknowledged by itself as soon as the broker has the copy: no transaction of RabbitMQ spans the two, so that whoever reads the
    /// errors finds a message twice where the server ends in between. Both copies have the same id.
    /// </summary>
    async Task SetAsideAsync(Delivery delivery, Refusal refusal)
    {
        house.Log.LogInformation("A message from {Queue} was set aside: {Code}", queue, refusal.Code);
        await house.Errors.AddAsync(delivery, refusal);
        HouseMeter.CountSetAside(refusal.Code);
        if (Problems.StatusOf(refusal.Code) is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
            house.Refused(queue, refusal);
        await channel.BasicAckAsync(delivery.Tag, multiple: false);
        done.Done(delivery.Tag, given: true);
        Told(0, [delivery.Tag]);
    }

    /// <summary>After a pause, so that a message is not redelivered in a tight loop while the queue of errors is full or gone.</summary>
    async Task GiveBackAsync(ulong tag)
    {
        try
        {
            await Task.Delay(PauseAfterFailure, house.Time, stopping);
            if (keys.TryRemove(tag, out var ours))
                house.Keys.GivenBack(ours.Key);
            await channel.BasicNackAsync(tag, multiple: false, requeue: true, CancellationToken.None);
            done.Done(tag, given: true);
        }
        catch (Exception)
        {
            // The channel is gone, and every message that was not acknowledged went back with it.
        }
    }

    /// <summary>The broker was told that these are settled, and those of them that have a key of ours will not come again.</summary>
    void Told(ulong upTo, IReadOnlyList<ulong> singly)
    {
        if (keys.IsEmpty)
            return;
        List<(string, string)> settled = [];
        foreach (var tag in keys.Keys.Where(tag => tag <= upTo).Concat(singly))
        {
            if (keys.TryRemove(tag, out var ours))
                settled.Add(ours);
        }

        if (settled.Count > 0)
            _ = ForgetAsync(settled);
    }

    async Task ForgetAsync(IReadOnlyList<(string Caller, string Key)> settled)
    {
        try
        {
            // An acknowledgement has no answer, but a channel takes one thing after the other: this is answered once it was heard.
            await channel.MessageCountAsync(queue, CancellationToken.None);
            await house.ForgetAsync(settled);
            foreach (var (_, key) in settled)
                house.Keys.Settled(key);
        }
        catch (Exception)
        {
            // The channel or the database is gone. Receipts that are not forgotten now go with the others, by age.
            foreach (var (_, key) in settled)
                house.Keys.GivenBack(key);
        }
    }
}
