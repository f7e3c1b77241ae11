namespace Dispatch.Accounts;

/// <summary>Attempts in a row that have not succeeded, and how long the next one has to wait.</summary>
/// <remarks>A wait is never longer than <see cref="LongestWait"/>: nobody is kept out for good by what others try.</remarks>
public sealed record Attempts(int Failures, DateTimeOffset LastAt)
{
    public static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>After this long without another one, failures are forgotten.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>How long the next attempt has still to wait: nothing for the first few, then twice as long after each.</summary>
    /// <param name="free">How many may fail before the next one waits.</param>
    public TimeSpan WaitAt(DateTimeOffset now, int free)
    {
        if (Failures < free)
            return TimeSpan.Zero;
        var doubled = FirstWait * Math.Pow(2, Math.Min(Failures - free, 10));
        var left = LastAt + (doubled < LongestWait ? doubled : LongestWait) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>With one more: an attempt counts as failed until it succeeds, so that many at once are counted too.</summary>
    public static Attempts OneMore(Attempts? before, DateTimeOffset now) =>
        new(before is null || now - before.LastAt > Remembered ? 1 : before.Failures + 1, now);
}
