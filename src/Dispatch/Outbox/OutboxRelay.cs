using Dispatch.Storage;

namespace Dispatch.Outbox;

/// <summary>Sends the steps that were taken to the bus, each at least once, those of one order in their sequence.</summary>
/// <remarks>
/// Relays of several servers share the partitions among themselves by leases. No transaction is open while it talks to the bus.
/// A relay that dies keeps its partitions until its lease runs out; then another sends again what was not marked, so every consumer
/// drops repeats by event id. A lease only saves the bus repeats: where two relays hold a partition for a moment, as after a long halt of
/// one, each still sends it in sequence, and only its holder marks.
/// </remarks>
public sealed class OutboxRelay
{
    /// <summary>How long a relay holds its partitions: longer than publishing a batch takes, and the delay after a crash.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(8);

    /// <summary>How often the partitions are shared out again.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2);

    /// <summary>The most messages that are published together.</summary>
    public const int BatchBound = 1000;

    readonly Database database;
    readonly Publish publish;
    readonly TimeProvider time;
    readonly string name = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():n}";
    readonly PartitionStore partitions;
    IReadOnlyList<int> mine = [];
    long? renewed;
    volatile Exception? trouble;

    public OutboxRelay(Database database, Publish publish, TimeProvider time)
    {
        (this.database, this.publish, this.time) = (database, publish, time);
        partitions = new PartitionStore(database, name, Lease);
    }

    /// <summary>Why its last renewal could not be written; null when it could.</summary>
    /// <remarks>So every server knows whether the database can be written to, also while nobody takes a step.</remarks>
    public Exception? Trouble => trouble;

    /// <summary>Publishes one batch.</summary>
    /// <returns>How many messages went out.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel = default)
    {
        if (renewed is not { } before || time.GetElapsedTime(before) >= Renewal)
        {
            var now = time.GetTimestamp();
            mine = await ShareAsync();
            renewed = now;
        }

        if (mine.Count == 0)
            return 0;

        var messages = await OutboxStore.NextAsync(database, mine, BatchBound, cancel);
        if (messages.Count == 0)
            return 0;

        await publish(messages, cancel);
        // However long that took, what nobody else has taken over is still ours to mark; otherwise a slow bus would get it for ever.
        await OutboxStore.MarkAsync(database, name, messages);
        return messages.Count;
    }

    async Task<IReadOnlyList<int>> ShareAsync()
    {
        try
        {
            var shared = await partitions.ShareAsync();
            trouble = null;
            return shared;
        }
        catch (Exception error)
        {
            trouble = error;
            throw;
        }
    }

    /// <summary>Gives the partitions back, so that another relay need not wait for the lease to end.</summary>
    public async Task LeaveAsync()
    {
        mine = [];
        renewed = null;
        await partitions.LeaveAsync();
    }
}
