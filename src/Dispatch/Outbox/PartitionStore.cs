using Dapper;
using Dispatch.Storage;

namespace Dispatch.Outbox;

/// <summary>The tables <c>partitions</c> and <c>relays</c>: which relay holds which part of the outbox.</summary>
/// <remarks>
/// All times are the database's: clocks of machines differ. No lease ends later than a whole one from now, so that one which says so was
/// written before a clock was put back, and holds nothing.
/// </remarks>
sealed class PartitionStore(Database database, string relay, TimeSpan lease)
{
    readonly string announceSql = $"""
        insert into relays (relay, seen_at)
        values (@relay, {database.Now()})
            on conflict (relay) do update
           set seen_at = excluded.seen_at
        """;

    readonly string forgetSql = $"""
        delete from relays
         where seen_at < {database.Now(-10 * lease)}
            or seen_at > {database.Now(10 * lease)}
        """;

    readonly string aliveSql = $"select count(*) from relays where seen_at > {database.Now(-lease)} and seen_at <= {database.Now(lease)}";

    readonly string holds = $"leased_until > {database.Now()} and leased_until <= {database.Now(lease)}";

    string OwnSql => $"select partition from partitions where relay = @relay and {holds} order by partition";

    // One statement for all: on SQLite each is a commit, and this happens every other second.
    readonly string renewSql = $"""
        update partitions
           set leased_until = {database.Now(lease)}
         where relay = @relay
           and {database.Among("partition", "partitions")}
        returning partition
        """;

    const string ReleaseSql = """
        update partitions
           set relay = null,
               leased_until = null
         where relay = @relay
           and partition = @partition
        """;

    string TakeSql => $"""
        update partitions
           set relay = @relay,
               leased_until = {database.Now(lease)}
         where partition = @partition
           and (relay is null or relay = @relay or not ({holds}))
        """;

    string FreeSql => $"""
        select partition
          from partitions
         where relay is null
            or relay = @relay
            or not ({holds})
         order by partition
        """;

    /// <summary>Renews, takes and gives back partitions until this relay holds its fair share of them.</summary>
    /// <returns>The partitions that it holds until the lease ends.</returns>
    public async Task<IReadOnlyList<int>> ShareAsync()
    {
        await using var connection = await database.ConnectAsync();
        await connection.ExecuteAsync(announceSql, new { relay });
        await connection.ExecuteAsync(forgetSql);
        // At least itself, also where a clock is put back this very moment.
        var alive = Math.Max(1, await connection.ExecuteScalarAsync<int>(aliveSql));
        var share = (Partition.Count + alive - 1) / alive;

        var held = (await connection.QueryAsync<int>(OwnSql, new { relay })).AsList();
        foreach (var partition in held.Skip(share))
            await connection.ExecuteAsync(ReleaseSql, new { relay, partition });

        var keep = database.List<int>([.. held.Take(share)]);
        var mine = (await connection.QueryAsync<int>(renewSql, new { relay, partitions = keep })).AsList();

        var free = (await connection.QueryAsync<int>(FreeSql, new { relay })).AsList();
        foreach (var partition in free.Except(mine).ToList())
        {
            if (mine.Count >= share)
                break;
            if (await connection.ExecuteAsync(TakeSql, new { relay, partition }) > 0)
                mine.Add(partition);
        }

        return mine;
    }

    const string LeaveSql = "update partitions set relay = null, leased_until = null where relay = @relay";

    const string RemoveSql = "delete from relays where relay = @relay";

    public async Task LeaveAsync()
    {
        await using var connection = await database.ConnectAsync();
        await connection.ExecuteAsync(LeaveSql, new { relay });
        await connection.ExecuteAsync(RemoveSql, new { relay });
    }
}
