using System.Data.Common;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>Reads <c>uncounted</c>, <c>outcomes</c> and <c>outcome_sums</c>, for whoever counts and whoever checks the count.</summary>
static class OutcomeList
{
    const string Columns = """
        order_id, place as ordinal, alliance, kind, day, member, chair, category, community,
        stage, minutes, asked, met, exempt, due
        """;

    const string UncountedSql = "select position, order_id from uncounted order by position limit @limit";

    /// <summary>Steps that were taken since their orders were counted, oldest first.</summary>
    public static async Task<IReadOnlyList<UncountedStep>> UncountedAsync(DbConnection connection, int limit, CancellationToken cancel)
    {
        var command = new CommandDefinition(UncountedSql, new { limit }, cancellationToken: cancel);
        return (await connection.QueryAsync<UncountedStep>(command)).AsList();
    }

    static readonly string WaitingSql = $"""
        select position, (select count(*) from (select 1 from uncounted limit {Waiting.Counted}) as counted) as count
          from uncounted
         order by position
         limit 1
        """;

    public static async Task<Waiting?> WaitingAsync(Database database, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var first = await connection.QueryFirstOrDefaultAsync<WaitingRow>(
            new CommandDefinition(WaitingSql, cancellationToken: cancel));
        return first is { } row ? new Waiting($"{row.Position}", row.Count) : null;
    }

    sealed record WaitingRow
    {
        public long Position { get; init; }
        public long Count { get; init; }
    }

    const string UncountedOrdersSql = "select distinct order_id from uncounted";

    /// <summary>The ids of the orders that took steps since they were counted.</summary>
    public static async Task<IReadOnlySet<Guid>> UncountedOrdersAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken cancel)
    {
        var command = new CommandDefinition(UncountedOrdersSql, transaction: transaction, cancellationToken: cancel);
        return (await connection.QueryAsync<Guid>(command)).ToHashSet();
    }

    const string CountUncountableSql = "select count(*) from uncountable";

    /// <summary>How many orders cannot be counted.</summary>
    public static Task<int> CountUncountableAsync(DbConnection connection, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<int>(new CommandDefinition(CountUncountableSql, cancellationToken: cancel));

    static string OfSql(Database database) =>
        $"select {Columns} from outcomes where {database.Among("order_id", "ids")} order by order_id, place";

    /// <summary>The stored outcomes of some orders, those of an order in their order.</summary>
    /// <param name="transaction">Null where the reading belongs to none.</param>
    public static async Task<ILookup<Guid, Outcome>> OfAsync(
        Database database, DbConnection connection, IReadOnlyCollection<Guid> orderIds, DbTransaction? transaction,
        CancellationToken cancel)
    {
        var row = new { ids = database.List(orderIds) };
        var command = new CommandDefinition(OfSql(database), row, transaction, cancellationToken: cancel);
        return (await connection.QueryAsync<Outcome>(command)).ToLookup(outcome => outcome.OrderId);
    }

    const string CountSql = "select count(*) from outcomes";

    public static Task<long> CountAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition(CountSql, transaction: transaction, cancellationToken: cancel));

    const string SumsSql = "select alliance, period, dimension, key as keytext, measure, bucket, counted, met, exempt from outcome_sums";

    public static async Task<IReadOnlyList<SumRow>> SumsAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken cancel)
    {
        var command = new CommandDefinition(SumsSql, transaction: transaction, cancellationToken: cancel);
        return (await connection.QueryAsync<SumRow>(command)).AsList();
    }
}
