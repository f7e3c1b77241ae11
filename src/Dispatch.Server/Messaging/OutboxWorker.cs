using Dispatch.Outbox;

namespace Dispatch.Server.Messaging;

/// <summary>Runs the relay for as long as the server runs, and gives its partitions back when it stops.</summary>
public sealed class OutboxWorker(OutboxRelay relay, TimeProvider time, ILogger<OutboxWorker> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>How long the last batch may take once the server is told to stop: a bus that hangs is not waited for.</summary>
    static readonly TimeSpan PatienceAtStop = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A batch that is on its way is finished and marked; cut off in the middle it would go out again.
        using CancellationTokenSource late = new(Timeout.InfiniteTimeSpan, time);
        using var told = stoppingToken.Register(() => late.CancelAfter(PatienceAtStop));

        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                if (await relay.RunOnceAsync(late.Token) > 0)
                    pause = TimeSpan.Zero;
                if (failing)
                    log.LogInformation("The outbox relay is at work again");
                failing = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once, not every second of an outage that may last for days.
                if (!failing)
                    log.LogWarning(error, "The outbox relay failed; the messages stay and go out as soon as the bus and the database are back");
                failing = true;
                pause = PauseAfterFailure;
            }
            catch (Exception)
            {
                break; // told to stop; a bus or a database that fails just then is no news
            }

            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
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
}
