using Dapper;
using Dispatch.Storage;

namespace Dispatch.Outbox;

/// <summary>The table <c>outbox</c>: which rows of the history are still to be published.</summary>
public static class OutboxStore
{
    /// <summary>The next messages of some partitions, oldest first.</summary>
    public static async Task<IReadOnlyList<OutboxMessage>> NextAsync(
        Database database, IReadOnlyList<int> partitions, int limit, CancellationToken cancel)
    {
        var sql = $"""
            select o.id as position, o.partition, o.order_id as orderid, o.sequence, orders.number, orders.alliance, orders.workflow,
                   orders.workflow_version as workflowversion, h.id as eventid, h.step, h.from_stage as fromstage, h.to_stage as tostage,
                   h.desk, h.actor_id as actorid, h.actor_name as actorname, h.actor_member as actormember, h.at, h.due, h.input, o.trace
              from (select id, partition, order_id, sequence, trace
                      from outbox
                     where partition in ({string.Join(", ", partitions)})
                     order by id
                     limit {limit}) as o
              join history h on h.order_id = o.order_id and h.sequence = o.sequence
              join orders on orders.id = o.order_id
             order by o.id
            """;
        await using var connection = await database.ConnectAsync(cancel);
        return [.. await connection.QueryAsync<OutboxMessage>(new CommandDefinition(sql, cancellationToken: cancel))];
    }

    /// <summary>Removes published messages and counts them, as long as the partition is still the relay's.</summary>
    /// <remarks>The command <c>verify</c> compares the count with the history: every row is either counted or still here.</remarks>
    public static async Task MarkAsync(Database database, string relay, IReadOnlyList<OutboxMessage> messages)
    {
        await using var connection = await database.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var gone = await connection.QueryAsync<int>(
            $"""
            delete from outbox
             where {database.Among("id", "ids")}
               and partition in (select partition from partitions where relay = @relay)
            returning partition
            """,
            new { relay, ids = database.List<long>([.. messages.Select(message => message.Position)]) },
            transaction);
        var counts = gone.CountBy(partition => partition).ToList();
        if (counts.Count > 0)
        {
            // Whoever holds the partition by now: what was removed is counted.
            var cases = string.Join(' ', counts.Select(count => $"when {count.Key} then {count.Value}"));
            await connection.ExecuteAsync(
                $"""
                update partitions
                   set published = published + case partition {cases} end
                 where partition in ({string.Join(", ", counts.Select(count => count.Key))})
                """,
                transaction: transaction);
        }

        await transaction.CommitAsync();
    }

    static readonly string WaitingSql = $"""
        select id, at, (select count(*) from (select 1 from outbox limit {Waiting.Counted}) as counted) as count
          from outbox
         order by id
         limit 1
        """;

    /// <summary>What waits to be published; null where nothing does.</summary>
    public static async Task<Waiting?> WaitingAsync(Database database, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var first = await connection.QueryFirstOrDefaultAsync<WaitingRow>(
            new CommandDefinition(WaitingSql, cancellationToken: cancel));
        return first is { } row ? new Waiting($"{row.Id}", row.Count, row.At) : null;
    }

    sealed record WaitingRow
    {
        public long Id { get; init; }
        public DateTimeOffset At { get; init; }
        public long Count { get; init; }
    }

    /// <summary>Writes what is there already, to see whether the database can.</summary>
    public static async Task TryWriteAsync(Database database, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await connection.ExecuteAsync(
            new CommandDefinition("update partitions set published = published where partition = 0", cancellationToken: cancel));
    }

    const string AgeSql = "select at from outbox order by id limit 1";

    /// <summary>When the oldest message that still waits was written; null when none does.</summary>
    public static async Task<DateTimeOffset?> OldestAsync(Database database, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(AgeSql, cancellationToken: cancel));
    }
}
