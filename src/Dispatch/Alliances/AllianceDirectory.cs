using Dispatch.Calendars;
using Dispatch.Storage;

namespace Dispatch.Alliances;

/// <summary>
/// The alliances as rules see them: kept in memory, and read again, with their calendars, as soon as the watch notices a change.
/// </summary>
/// <remarks>
/// Safe for any number of threads. While the database is away everybody is served what is known, and the next attempt is made after
/// <see cref="Freshness"/>. Only the very first reading fails for those who ask.
/// </remarks>
public sealed class AllianceDirectory : IDisposable
{
    /// <summary>How long a change made by another server may go unseen.</summary>
    public static readonly TimeSpan Freshness = RegisterWatch.Freshness;

    /// <summary>How long a change may go unseen that counts no version: one by hand, or by the program before during an upgrade.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    readonly Database database;
    readonly CalendarLibrary calendars;
    readonly TimeProvider time;
    readonly RegisterWatch watch;
    readonly SemaphoreSlim reading = new(1);
    volatile Snapshot? known;

    public AllianceDirectory(Database database, CalendarLibrary calendars, TimeProvider time)
    {
        (this.database, this.calendars, this.time) = (database, calendars, time);
        watch = new RegisterWatch(database, time, calendars.Refresh);
    }

    /// <summary>Why the last reading failed; null when it did not.</summary>
    public Exception? Trouble => watch.Trouble ?? known?.Trouble;

    public async ValueTask<Alliance?> FindAsync(string code, CancellationToken cancel = default) =>
        (await CurrentAsync(cancel)).ByCode.GetValueOrDefault(code);

    /// <summary>All alliances in the order of their codes.</summary>
    public async ValueTask<IReadOnlyList<Alliance>> AllAsync(CancellationToken cancel = default) => (await CurrentAsync(cancel)).All;

    /// <summary>Reads now, for whoever has just saved an alliance and wants to see it.</summary>
    public async Task RefreshAsync(CancellationToken cancel = default) => await ReadAsync(await watch.LookNowAsync(cancel), cancel);

    // Completes without waiting while what is known is fresh.
    ValueTask<Snapshot> CurrentAsync(CancellationToken cancel) =>
        watch.Fresh is { } look && known is { } snapshot && IsCurrent(snapshot, look)
            ? new ValueTask<Snapshot>(snapshot)
            : LookAndReadAsync(cancel);

    async ValueTask<Snapshot> LookAndReadAsync(CancellationToken cancel)
    {
        var look = await watch.LookAsync(cancel);
        return known is { } snapshot && IsCurrent(snapshot, look) ? snapshot : await ReadAsync(look, cancel);
    }

    async Task<Snapshot> ReadAsync(RegisterLook look, CancellationToken cancel)
    {
        await reading.WaitAsync(cancel);
        try
        {
            if (known is { } read && IsCurrent(read, look))
                return read;
            var at = time.GetTimestamp();
            calendars.Use(await UploadedYearList.AllAsync(database, cancel));
            var all = await AllianceList.AllAsync(database, calendars, cancel);
            return known = new Snapshot(all, all.ToDictionary(alliance => alliance.Code), look.Epoch, at, null);
        }
        catch (Exception error) when (known is not null && !cancel.IsCancellationRequested)
        {
            return known = known with { ReadAt = time.GetTimestamp(), Trouble = error };
        }
        finally
        {
            reading.Release();
        }
    }

    bool IsCurrent(Snapshot snapshot, RegisterLook look) => snapshot.Trouble is not null
        ? time.GetElapsedTime(snapshot.ReadAt) < Freshness
        : snapshot.Epoch >= look.Epoch && (time.GetElapsedTime(snapshot.ReadAt) < Longest || look.Trouble is not null);

    public void Dispose() => reading.Dispose();

    /// <param name="Epoch">Of the look before it was read: what changed since shows at the next one.</param>
    /// <param name="ReadAt">When it was read, or when that last failed; a timestamp of the time provider.</param>
    sealed record Snapshot(
        IReadOnlyList<Alliance> All, IReadOnlyDictionary<string, Alliance> ByCode, long Epoch, long ReadAt, Exception? Trouble);
}
