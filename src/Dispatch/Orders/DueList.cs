using System.Data.Common;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>Reads the orders about which the watch has something to do.</summary>
static class DueList
{
    public static readonly string DueSql = $"""
        select {OrderColumns.Selected}, watch_at
          from orders
         where watch_at <= @now
           and (watch_at, id) > (@after, @id)
         order by watch_at, id
         limit @limit
        """;

    /// <summary>A page of the orders on which a step of the watch is due, longest due first, each with when it was due.</summary>
    /// <param name="after">Of the last one of the page before.</param>
    public static async Task<IReadOnlyList<(Order Order, DateTimeOffset WatchAt)>> DueAsync(
        DbConnection connection, DateTimeOffset now, (DateTimeOffset WatchAt, Guid Id) after, int limit, CancellationToken cancel)
    {
        var row = new { now, after = after.WatchAt, id = after.Id, limit };
        var found = await connection.QueryAsync<Order, DueKey, (Order, DateTimeOffset)>(
            new CommandDefinition(DueSql, row, cancellationToken: cancel), (order, key) => (order, key.WatchAt), splitOn: "watch_at");
        return found.AsList();
    }

    static readonly string WaitingSql = $"""
        select id, watch_at as at,
               (select count(*) from (select 1 from orders where watch_at <= @now limit {Waiting.Counted}) as counted) as count
          from orders
         where watch_at <= @now
         order by watch_at, id
         limit 1
        """;

    /// <summary>The orders on which a step of the watch is due, or whose mergers are to be looked at; null where there are none.</summary>
    public static async Task<Waiting?> WaitingAsync(Database database, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var first = await connection.QueryFirstOrDefaultAsync<WaitingRow>(
            new CommandDefinition(WaitingSql, new { now }, cancellationToken: cancel));
        return first is { } row
            ? new Waiting($"{row.Id} {row.At:O}", row.Count, row.At)
            : await UnfollowedStore.WaitingAsync(connection, cancel);
    }

    static readonly string ProvisionalSql = $"""
        select {OrderColumns.Selected}
          from orders
         where provisional
           and alliance = @alliance
           and id > @after
         order by id
         limit @limit
        """;

    /// <summary>A page of the orders of an alliance with a limit that was counted over days not announced yet, by id.</summary>
    /// <param name="after">The id of the last one of the page before.</param>
    public static async Task<IReadOnlyList<Order>> ProvisionalAsync(
        DbConnection connection, string alliance, Guid after, int limit, CancellationToken cancel)
    {
        var row = new { alliance, after, limit };
        return (await connection.QueryAsync<Order>(new CommandDefinition(ProvisionalSql, row, cancellationToken: cancel))).AsList();
    }

    static readonly string UntimedSql = $"""
        select {OrderColumns.Selected}
          from orders
         where clocks is null
           and desk is not null
           and id > @after
         order by id
         limit @limit
        """;

    /// <summary>A page of the open orders that were last moved before there were clocks, by id. Reads all orders.</summary>
    /// <param name="after">The id of the last one of the page before.</param>
    public static async Task<IReadOnlyList<Order>> UntimedAsync(
        DbConnection connection, Guid after, int limit, CancellationToken cancel)
    {
        CommandDefinition command = new(UntimedSql, new { after, limit }, cancellationToken: cancel);
        return (await connection.QueryAsync<Order>(command)).AsList();
    }

    sealed record WaitingRow
    {
        public Guid Id { get; init; }
        public DateTimeOffset At { get; init; }
        public long Count { get; init; }
    }

    sealed record DueKey
    {
        public DateTimeOffset WatchAt { get; init; }
    }
}
