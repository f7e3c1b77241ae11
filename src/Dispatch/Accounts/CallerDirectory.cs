using System.Collections.Concurrent;
using Dispatch.Alliances;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>Who a token stands for, without a query for every request.</summary>
/// <remarks>
/// Safe for any number of threads. A caller is known until a register changes, so that a role that was taken away counts within a second
/// on every server, and for <see cref="KnownFor"/> at most, so that a token that was revoked ends soon. Unknown tokens are not kept: each
/// costs a look-up by key, and none costs memory.
/// </remarks>
public sealed class CallerDirectory(Database database, TimeProvider time)
{
    /// <summary>How long a token that was revoked may still be honoured by a server that knows it.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(60);

    /// <summary>How many callers are known at the same time at most, in some tens of megabytes.</summary>
    public const int Capacity = 20_000;

    // By hash, so that no token stands in memory longer than its request.
    readonly ConcurrentDictionary<string, KnownCaller> known = new();
    readonly RegisterWatch registers = new(database, time);

    /// <returns>Null when the token is not known, was revoked or has expired.</returns>
    public ValueTask<Caller?> FindAsync(string token, CancellationToken cancel = default)
    {
        if (!TokenStore.IsWellFormed(token))
            return new ValueTask<Caller?>((Caller?)null);

        var hash = TokenStore.HashOf(token);
        return registers.Fresh is { } look && IfKnown(hash, look) is { } found
            ? new ValueTask<Caller?>(IfNotExpired(found))
            : AskAsync(hash, cancel);
    }

    KnownCaller? IfKnown(string hash, RegisterLook look) =>
        known.TryGetValue(hash, out var found) && found.Epoch == look.Epoch && time.GetElapsedTime(found.Since) < KnownFor ? found : null;

    /// <summary>Forgets a token that was just revoked, so that this server refuses it at once.</summary>
    /// <param name="hash">As in <see cref="KnownToken"/>.</param>
    public void Forget(string hash) => known.TryRemove(hash, out _);

    async ValueTask<Caller?> AskAsync(string hash, CancellationToken cancel)
    {
        var look = await registers.LookAsync(cancel);
        if (IfKnown(hash, look) is { } found)
            return IfNotExpired(found);

        var since = time.GetTimestamp();
        if (await TokenList.FindAsync(database, hash, cancel) is not var (caller, expires))
        {
            known.TryRemove(hash, out _);
            return null;
        }

        // Forgetting everybody is rare and costs each caller one query; no order of eviction need be kept.
        if (known.Count >= Capacity)
            known.Clear();
        return IfNotExpired(known[hash] = new KnownCaller(caller, expires, look.Epoch, since));
    }

    Caller? IfNotExpired(KnownCaller found) => found.Expires <= time.GetUtcNow() ? null : found.Caller;

    /// <param name="Epoch">Of the look at the registers before it was read.</param>
    /// <param name="Since">When it was read; a timestamp of the time provider.</param>
    sealed record KnownCaller(Caller Caller, DateTimeOffset? Expires, long Epoch, long Since);
}
