using Dispatch.Calendars;
using Dispatch.Storage;

namespace Dispatch.Alliances;

/// <summary>
/// The alliances as rules see them: kept in memory, and read again, with their calendars, when older than <see cref="Freshness"/>.
/// </summary>
/// <remarks>
/// Safe for any number of threads. One of them waits for the reading; the others are served what is known meanwhile.
/// While the database is away everybody is served what is known, and the next attempt is made after <see cref="Freshness"/>.
/// Only the very first reading is waited for by all, and fails for all.
/// </remarks>
public sealed class AllianceDirectory(Database database, CalendarLibrary calendars, TimeProvider time)
{
    /// <summary>How long a change made by another server may go unseen.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>How long an alliance that was not found counts as missing: short, since one may just have been loaded.</summary>
    static readonly TimeSpan FreshnessOfMissing = TimeSpan.FromMilliseconds(250);

    readonly Lock gate = new();
    volatile Snapshot? known;
    Task<Snapshot>? running;

    /// <summary>Why the last reading failed; null when it did not.</summary>
    public Exception? Trouble => known?.Trouble;

    public ValueTask<Alliance?> FindAsync(string code, CancellationToken cancel = default) =>
        known is { } snapshot && IsFresh(snapshot, code)
            ? new ValueTask<Alliance?>(snapshot.ByCode.GetValueOrDefault(code))
            : ReadAndFindAsync(code, cancel);

    /// <summary>All alliances in the order of their codes.</summary>
    public ValueTask<IReadOnlyList<Alliance>> AllAsync(CancellationToken cancel = default) =>
        known is { } snapshot && IsFresh(snapshot)
            ? new ValueTask<IReadOnlyList<Alliance>>(snapshot.All)
            : ReadAllAsync(cancel);

    /// <summary>Reads now, for whoever has just saved an alliance and wants to see it.</summary>
    public async Task RefreshAsync(CancellationToken cancel = default) => Remember(await ReadAsync(cancel));

    async ValueTask<Alliance?> ReadAndFindAsync(string code, CancellationToken cancel) =>
        (await Current(code).WaitAsync(cancel)).ByCode.GetValueOrDefault(code);

    async ValueTask<IReadOnlyList<Alliance>> ReadAllAsync(CancellationToken cancel) => (await Current().WaitAsync(cancel)).All;

    Task<Snapshot> Current(string? code = null)
    {
        lock (gate)
        {
            if (known is { } snapshot && (IsFresh(snapshot, code) || (running is not null && Has(snapshot, code))))
                return Task.FromResult(snapshot);
            // Outside the lock, since SQLite does all its work before it first awaits; and without a token, since others may wait too.
            return running ??= Task.Run(ReadOnceAsync);
        }
    }

    async Task<Snapshot> ReadOnceAsync()
    {
        try
        {
            return Remember(await ReadAsync(CancellationToken.None));
        }
        catch (Exception error) when (known is { } old)
        {
            return Remember(old with { ReadAt = time.GetTimestamp(), Trouble = error });
        }
        finally
        {
            lock (gate)
                running = null;
        }
    }

    async Task<Snapshot> ReadAsync(CancellationToken cancel)
    {
        var at = time.GetTimestamp();
        calendars.Refresh();
        var all = await AllianceList.AllAsync(database, calendars, cancel);
        return new Snapshot(all, all.ToDictionary(alliance => alliance.Code), at, null);
    }

    // Two readings may overlap, and the one that began first may end last.
    Snapshot Remember(Snapshot read)
    {
        lock (gate)
            return known = known is { } newer && newer.ReadAt > read.ReadAt ? newer : read;
    }

    /// <param name="code">The alliance that is asked for; null for all.</param>
    bool IsFresh(Snapshot snapshot, string? code = null) =>
        time.GetElapsedTime(snapshot.ReadAt) < (Has(snapshot, code) ? Freshness : FreshnessOfMissing);

    static bool Has(Snapshot snapshot, string? code) => code is null || snapshot.ByCode.ContainsKey(code);

    /// <param name="ReadAt">When it was read, or when that last failed; a timestamp of the time provider.</param>
    sealed record Snapshot(IReadOnlyList<Alliance> All, IReadOnlyDictionary<string, Alliance> ByCode, long ReadAt, Exception? Trouble);
}
