using Dispatch.Outbox;

namespace Dispatch.Server.Messaging;

/// <summary>Runs the relay for as long as the server runs, and gives its partitions back when it stops.</summary>
public sealed class OutboxWorker(OutboxRelay relay, TimeProvider time, ILogger<OutboxWorker> log)
    : Worker(time, pause: TimeSpan.FromMilliseconds(20), pauseAfterFailure: TimeSpan.FromSeconds(1))
{
    /// <summary>How long the last batch may take once the server is told to stop: a bus that hangs is not waited for.</summary>
    static readonly TimeSpan PatienceAtStop = TimeSpan.FromSeconds(5);

    readonly CancellationTokenSource late = new(Timeout.InfiniteTimeSpan, time);

    // A batch that is on its way is finished and marked; if it were cut off in the middle it would go out again.
    protected override Task<int> RunOnceAsync(CancellationToken stoppingToken) => relay.RunOnceAsync(late.Token);

    protected override void LogFailure(Exception error) =>
        log.LogWarning(error, "The outbox relay failed; the messages stay and go out as soon as the bus and the database are back");

    protected override void LogRecovery() => log.LogInformation("The outbox relay is at work again");

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        late.CancelAfter(PatienceAtStop);
        await base.StopAsync(cancellationToken);
        try
        {
            await relay.LeaveAsync();
        }
        catch (Exception error)
        {
            log.LogWarning(error, "The relay could not give its partitions back; they are free when their lease ends");
        }
    }

    public override void Dispose()
    {
        late.Dispose();
        base.Dispose();
    }
}
