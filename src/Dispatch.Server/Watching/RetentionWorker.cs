using Dispatch.Watching;

namespace Dispatch.Server.Watching;

/// <summary>Has personal data removed whose time is over, for as long as the server runs.</summary>
public sealed class RetentionWorker(Retention retention, TimeProvider time, ILogger<RetentionWorker> log)
    : Worker(time, pause: TimeSpan.FromMinutes(1))
{
    protected override async Task<int> RunOnceAsync(CancellationToken stoppingToken)
    {
        var start = Time.GetTimestamp();
        var forgotten = await retention.RunOnceAsync(stoppingToken);
        if (forgotten > 0)
        {
            log.LogInformation("The personal data of {Count} orders were removed, whose alliances keep them no longer", forgotten);
            // A shorter period makes many due at once: half of the time is everybody else's.
            await Task.Delay(Time.GetElapsedTime(start), Time, stoppingToken);
        }

        return forgotten;
    }

    protected override void LogFailure(Exception error) =>
        log.LogWarning(error, "Personal data whose time is over could not be removed; they are as soon as that works again");
}
