using Dispatch.Storage;

namespace Dispatch.Alliances;

/// <summary>Notices within a second that registers have changed, on whichever server, so that they are read anew.</summary>
/// <remarks>
/// Safe for any number of threads. Asks for the versions in one small query, and only when somebody wants to know and
/// <see cref="Freshness"/> has passed. One waits for the answer; the others go on with the last one while it is younger than
/// <see cref="Tolerance"/>. While the database is away, nothing counts as changed. Only the very first asking is waited for by all, and
/// fails for all.
/// </remarks>
/// <param name="changedToo">Looks at what else counts, as often as at the versions; whether that has changed.</param>
public sealed class RegisterWatch(Database database, TimeProvider time, Func<bool>? changedToo = null)
{
    public static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(500);

    static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(800);

    readonly Lock gate = new();
    volatile RegisterLook? last;
    Task<RegisterLook>? running;

    /// <summary>The last look while it is fresh; null where another one is due.</summary>
    public RegisterLook? Fresh => last is { } look && time.GetElapsedTime(look.At) < Freshness ? look : null;

    /// <summary>Why the last look failed; null when it did not.</summary>
    public Exception? Trouble => last?.Trouble;

    public ValueTask<RegisterLook> LookAsync(CancellationToken cancel = default) =>
        Fresh is { } look ? new ValueTask<RegisterLook>(look) : new ValueTask<RegisterLook>(Current().WaitAsync(cancel));

    /// <summary>Forgets the last look, for whoever has just changed a register and wants to see it.</summary>
    public async Task<RegisterLook> LookNowAsync(CancellationToken cancel = default) => await AskAsync(cancel);

    Task<RegisterLook> Current()
    {
        lock (gate)
        {
            if (Fresh is { } fresh)
                return Task.FromResult(fresh);
            if (running is not null && last is { } look && time.GetElapsedTime(look.At) < Tolerance)
                return Task.FromResult(look);
            // Outside the lock, since SQLite does all its work before it first awaits; and without a token, since others may wait too.
            return running ??= Task.Run(AskOnceAsync);
        }
    }

    async Task<RegisterLook> AskOnceAsync()
    {
        try
        {
            return await AskAsync(CancellationToken.None);
        }
        catch (Exception error) when (last is { } old)
        {
            return last = old with { At = time.GetTimestamp(), Trouble = error };
        }
        finally
        {
            lock (gate)
                running = null;
        }
    }

    async Task<RegisterLook> AskAsync(CancellationToken cancel)
    {
        var at = time.GetTimestamp();
        var versions = await AllianceList.VersionsAsync(database, cancel);
        lock (gate)
        {
            // Two may overlap, and the one that began first may end last.
            if (last is { } newer && newer.At > at)
                return newer;
            var changed = changedToo?.Invoke() == true || last is null || !IsSame(last.Versions, versions);
            return last = new RegisterLook((last?.Epoch ?? 0) + (changed ? 1 : 0), versions, at, null);
        }
    }

    static bool IsSame(IReadOnlyDictionary<string, long> one, IReadOnlyDictionary<string, long> other) =>
        one.Count == other.Count && one.All(version => other.TryGetValue(version.Key, out var same) && same == version.Value);
}

/// <summary>The versions of all registers at one look.</summary>
/// <param name="Epoch">Another one as soon as anything has changed since the look before.</param>
/// <param name="At">When it began, or when that last failed; a timestamp of the time provider.</param>
public sealed record RegisterLook(long Epoch, IReadOnlyDictionary<string, long> Versions, long At, Exception? Trouble);
