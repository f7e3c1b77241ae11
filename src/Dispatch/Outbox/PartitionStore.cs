using Dapper;
using Dispatch.Storage;

namespace Dispatch.Outbox;

/// <summary>The tables <c>partitions</c> and <c>relays</c>: which relay holds which part of the outbox.</summary>
static class PartitionStore
{
    const string AnnounceSql = """
        insert into relays (relay, seen_at)
        values (@relay, @now)
            on conflict (relay) do update
           set seen_at = excluded.seen_at
        """;

    const string ForgetSql = "delete from relays where seen_at < @longAgo";

    const string AliveSql = "select count(*) from relays where seen_at > @alive";

    const string OwnSql = "select partition from partitions where relay = @relay and leased_until > @now order by partition";

    // One statement for all: on SQLite each is a commit, and this happens every other second.
    static string RenewSql(Database database) => $"""
        update partitions
           set leased_until = @until
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

    const string TakeSql = """
        update partitions
           set relay = @relay,
               leased_until = @until
         where partition = @partition
           and (relay is null or relay = @relay or leased_until <= @now)
        """;

    const string FreeSql = """
        select partition
          from partitions
         where relay is null
            or relay = @relay
            or leased_until <= @now
         order by partition
        """;

    /// <summary>Renews, takes and gives back partitions until this relay holds its fair share of them.</summary>
    /// <returns>The partitions that it holds until the lease ends.</returns>
    public static async Task<IReadOnlyList<int>> ShareAsync(Database database, string relay, DateTimeOffset now, TimeSpan lease)
    {
        await using var connection = await database.ConnectAsync();
        await connection.ExecuteAsync(AnnounceSql, new { relay, now });
        await connection.ExecuteAsync(ForgetSql, new { longAgo = now - (10 * lease) });
        var alive = await connection.ExecuteScalarAsync<int>(AliveSql, new { alive = now - lease });
        var share = (Partition.Count + alive - 1) / alive;

        var held = (await connection.QueryAsync<int>(OwnSql, new { relay, now })).AsList();
        foreach (var partition in held.Skip(share))
            await connection.ExecuteAsync(ReleaseSql, new { relay, partition });

        var keep = database.List<int>([.. held.Take(share)]);
        var mine = (await connection.QueryAsync<int>(RenewSql(database), new { relay, partitions = keep, until = now + lease })).AsList();

        var free = (await connection.QueryAsync<int>(FreeSql, new { relay, now })).AsList();
        foreach (var partition in free.Except(mine).ToList())
        {
            if (mine.Count >= share)
                break;
            if (await connection.ExecuteAsync(TakeSql, new { relay, partition, now, until = now + lease }) > 0)
                mine.Add(partition);
        }

        return mine;
    }

    const string LeaveSql = "update partitions set relay = null, leased_until = null where relay = @relay";

    const string RemoveSql = "delete from relays where relay = @relay";

    public static async Task LeaveAsync(Database database, string relay)
    {
        await using var connection = await database.ConnectAsync();
        await connection.ExecuteAsync(LeaveSql, new { relay });
        await connection.ExecuteAsync(RemoveSql, new { relay });
    }
}
