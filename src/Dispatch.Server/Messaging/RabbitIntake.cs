using Dispatch.Accounts;
using Dispatch.Orders.Desk;
using Dispatch.Server.Accounts;
using Dispatch.Storage;
using RabbitMQ.Client;

namespace Dispatch.Server.Messaging;

/// <summary>Takes commands from the queues to the desk for as long as the server runs; each queue in its order.</summary>
/// <remarks>
/// A message is acknowledged once its step is saved, or once it lies in the error queue with the reason. While the database is away it
/// simply waits. A message that comes again is known by its message id.
/// </remarks>
public sealed class RabbitIntake : BackgroundService
{
    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Between a step back from the queues and the next try: long enough for another server to take what waits.</summary>
    static readonly TimeSpan PauseAfterStepBack = TimeSpan.FromMinutes(1);

    readonly RabbitConnections connections;
    readonly TimeProvider time;
    readonly ILogger log;
    readonly ErrorQueue errors;
    readonly QueueIntake.House house;

    /// <param name="quotas">What senders may ask for; null for anything.</param>
    /// <param name="loggers">For the security log; null where nobody reads it.</param>
    public RabbitIntake(
        RabbitConnections connections, Database database, OrderDesk desk, FindCaller callers, TimeProvider time, ILogger<RabbitIntake> log,
        Quotas? quotas = null, ILoggerFactory? loggers = null)
    {
        (this.connections, this.time, this.log) = (connections, time, log);
        errors = new ErrorQueue(connections, time, log);
        DeliveryKeys keys = new((caller, prefix, cancel) => DeliveryReceiptStore.FindAsync(database, caller, prefix, cancel));
        house = new QueueIntake.House(
            desk, new CommandOpening(callers, keys, time, log), keys, settled => DeliveryReceiptStore.ForgetAsync(database, settled),
            errors, time, log)
        {
            Quotas = quotas,
            Refused = loggers is null ? (_, _) => { } : new SecurityLog(loggers, time).WriteOnBus,
        };
    }

    /// <summary>Whether messages are being taken now.</summary>
    public bool IsListening => listening is not null;

    // The connection on which messages are being taken.
    volatile IConnection? listening;

    /// <summary>
    /// The commands in the queues. They move as long as their numbers change, or this server finishes any; one of several servers takes
    /// all steps, so that the others see only the numbers.
    /// </summary>
    public async Task<Waiting?> WaitingAsync(CancellationToken cancel)
    {
        var done = house.HowManySettled;
        if (listening is not { IsOpen: true } connection)
            return new Waiting("away", 0); // what waits cannot be told, and nothing is taken
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        var filings = await channel.MessageCountAsync(RabbitTopology.FileOrder, cancel);
        var steps = await channel.MessageCountAsync(RabbitTopology.TakeStep, cancel);
        var count = filings + steps + house.HowManyUnderWay;
        return count == 0 ? null : new Waiting($"{done} {filings} {steps}", count);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = PauseAfterFailure;
            try
            {
                await ListenAsync(() => failing = false, stoppingToken);
            }
            catch (LaterVersionException error) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(error, "This server steps back from the queues: what waits there is for a later version of the program");
                pause = PauseAfterStepBack;
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

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await errors.DisposeAsync();
    }

    async Task ListenAsync(Action connected, CancellationToken stopping)
    {
        await using var connection = await connections.OpenAsync(stopping);
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: stopping))
            await RabbitTopology.DeclareAsync(channel, stopping);

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        string[] queues = [RabbitTopology.FileOrder, RabbitTopology.TakeStep];
        var begun = 0;
        try
        {
            Task[] both = [.. queues.Select(queue => ListenToAsync(connection, queue, OnBegun, either.Token))];
            await Task.WhenAny(both);
            await either.CancelAsync(); // one queue has no channel any more, so all begin again
            await Task.WhenAll(both);
        }
        finally
        {
            listening = null;
        }

        void OnBegun()
        {
            if (Interlocked.Increment(ref begun) != queues.Length)
                return;
            connected();
            listening = connection;
        }
    }

    /// <summary>At first one at a time, while a message stands first that came again and again.</summary>
    async Task ListenToAsync(IConnection connection, string queue, Action begun, CancellationToken cancel)
    {
        for (var alone = true; ; alone = false)
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
            await new QueueIntake(queue, channel, alone, house).RunAsync(begun, cancel);
            begun = () => { };
        }
    }
}
