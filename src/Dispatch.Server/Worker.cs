namespace Dispatch.Server;

/// <summary>Does something again and again for as long as the server runs: at once while there is more to do, or after a pause.</summary>
/// <remarks>
/// After an error it tries again; the error is logged once, however long the outage lasts, and not at all while the server stops.
/// </remarks>
/// <param name="pause">Between two runs of which the first found nothing to do.</param>
/// <param name="pauseAfterFailure">The same pause where it is left out.</param>
public abstract class Worker(TimeProvider time, TimeSpan pause, TimeSpan? pauseAfterFailure = null) : BackgroundService
{
    protected TimeProvider Time { get; } = time;

    /// <returns>How much was done; as long as it is not 0 there may be more.</returns>
    protected abstract Task<int> RunOnceAsync(CancellationToken stoppingToken);

    protected abstract void LogFailure(Exception error);

    /// <summary>It works again after a failure.</summary>
    protected virtual void LogRecovery()
    {
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failing = false; !stoppingToken.IsCancellationRequested;)
        {
            var wait = pause;
            try
            {
                if (await RunOnceAsync(stoppingToken) > 0)
                    wait = TimeSpan.Zero;
                if (failing)
                    LogRecovery();
                failing = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    LogFailure(error);
                failing = true;
                wait = pauseAfterFailure ?? pause;
            }
            catch (Exception)
            {
                break; // told to stop; a bus or a database that fails just then is no news
            }

            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
