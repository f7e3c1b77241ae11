using System.Data.Common;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>
/// Reads and empties <c>unfollowed</c>: the orders that ended, or that somebody holds again, since it was looked at what was merged.
/// </summary>
/// <remarks>
/// The desk writes a row with every such step, whether or not anything was merged: two desks that merge and end at the same moment do not
/// see each other, and whichever commits last, its row is looked at after both.
/// </remarks>
static class UnfollowedStore
{
    static readonly string PageSql = $"""
        select {OrderColumns.Selected}, position
          from unfollowed
          join orders on orders.id = unfollowed.order_id
         where position > @after
         order by position
         limit @limit
        """;

    /// <summary>A page of the orders after which somebody is to look, each with the position of its row.</summary>
    /// <param name="after">The position of the last row of the page before.</param>
    public static async Task<IReadOnlyList<(Order Order, long Position)>> PageAsync(
        DbConnection connection, long after, int limit, CancellationToken cancel)
    {
        var found = await connection.QueryAsync<Order, PositionRow, (Order, long)>(
            new CommandDefinition(PageSql, new { after, limit }, cancellationToken: cancel),
            (order, row) => (order, row.Position),
            splitOn: "position");
        return found.AsList();
    }

    const string AddLeftBehindSql = """
        insert into unfollowed (order_id)
        select merged.id
          from orders as merged
          join orders as lead on lead.number = merged.state ->> 'mergedInto'
         where merged.desk is null
           and merged.state ->> 'mergedInto' is not null
           and lead.desk is null
           and lead.state ->> 'mergedInto' is null
           and not exists (select 1 from assignments where assignments.order_id = lead.id and assignments.state = 'done')
        """;

    /// <summary>Has merged orders looked at whose order ended undone under a version of the program that wrote no rows.</summary>
    /// <remarks>Reads all that were merged. Once they have come back it finds none of them again.</remarks>
    public static Task AddLeftBehindAsync(DbConnection connection, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(AddLeftBehindSql, cancellationToken: cancel));

    static string RemoveSql(Database database) => $"delete from unfollowed where {database.Among("position", "positions")}";

    public static Task RemoveAsync(
        Database database, DbConnection connection, IReadOnlyCollection<long> positions, CancellationToken cancel) =>
        connection.ExecuteAsync(
            new CommandDefinition(RemoveSql(database), new { positions = database.List(positions) }, cancellationToken: cancel));

    static readonly string WaitingSql = $"""
        select position, (select count(*) from (select 1 from unfollowed limit {Waiting.Counted}) as counted) as count
          from unfollowed
         order by position
         limit 1
        """;

    /// <summary>Null where there is nothing to look at.</summary>
    public static async Task<Waiting?> WaitingAsync(DbConnection connection, CancellationToken cancel)
    {
        var first = await connection.QueryFirstOrDefaultAsync<WaitingRow>(new CommandDefinition(WaitingSql, cancellationToken: cancel));
        return first is { } row ? new Waiting($"mergers {row.Position}", row.Count) : null;
    }

    sealed record PositionRow
    {
        public long Position { get; init; }
    }

    sealed record WaitingRow
    {
        public long Position { get; init; }
        public long Count { get; init; }
    }
}
