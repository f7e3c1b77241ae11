namespace Dispatch.Server.Playing;

/// <summary>Spaces steps evenly, so that no more than a given number begin in a second.</summary>
sealed class Pace(double stepsPerSecond, TimeProvider time)
{
    readonly Lock gate = new();
    readonly TimeSpan between = TimeSpan.FromSeconds(1 / stepsPerSecond);
    DateTimeOffset next = DateTimeOffset.MinValue;

    public Task NextAsync(CancellationToken cancel)
    {
        TimeSpan wait;
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (next < now)
                next = now;
            wait = next - now;
            next += between;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancel) : Task.CompletedTask;
    }
}
