using System.Data.Common;
using Dapper;
using Dispatch.Orders.Steps;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>Reads histories: of one order, of many, or when the last steps were taken.</summary>
public static class HistoryList
{
    static readonly string FindSql = $"select {HistoryColumns.Selected} from history where order_id = @orderId order by sequence";

    /// <summary>Every step of an order, first to last.</summary>
    public static async Task<IReadOnlyList<TakenStep>> FindAsync(Database database, Guid orderId, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await FindAsync(connection, orderId, cancel);
    }

    internal static async Task<IReadOnlyList<TakenStep>> FindAsync(
        DbConnection connection, Guid orderId, CancellationToken cancel = default)
    {
        var rows = await connection.QueryAsync<HistoryRow>(new CommandDefinition(FindSql, new { orderId }, cancellationToken: cancel));
        return [.. rows.Select(row => row.ToTaken())];
    }

    /// <summary>Every step of each of some orders, by the orders' ids.</summary>
    /// <param name="orderIds">A few hundred; they go into one statement.</param>
    public static async Task<IReadOnlyDictionary<Guid, IReadOnlyList<TakenStep>>> FindAsync(
        Database database, IReadOnlyCollection<Guid> orderIds, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var histories = await FindAsync(database, connection, orderIds, null, cancel);
        return orderIds.ToDictionary(id => id, histories.Of);
    }

    static string FindManySql(Database database) =>
        $"select {HistoryColumns.Selected} from history where {database.Among("order_id", "ids")} order by order_id, sequence";

    /// <summary>Every step of some orders.</summary>
    /// <param name="orderIds">A thousand or so; they go into one statement.</param>
    /// <param name="transaction">Null where the reading belongs to none.</param>
    internal static Task<Histories> FindAsync(
        Database database, DbConnection connection, IReadOnlyCollection<Guid> orderIds, DbTransaction? transaction,
        CancellationToken cancel) =>
        FindAsync(FindManySql(database), database, connection, orderIds, transaction, cancel);

    static string FilingsSql(Database database) => $"""
        select order_id, input
          from history
         where {database.Among("order_id", "ids")}
           and sequence = 1
        """;

    /// <summary>What was said of some orders when they were filed, by the orders' ids.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, FileStep>> FilingsAsync(
        Database database, DbConnection connection, IReadOnlyCollection<Guid> orderIds, CancellationToken cancel = default)
    {
        CommandDefinition command = new(FilingsSql(database), new { ids = database.List(orderIds) }, cancellationToken: cancel);
        var rows = await connection.QueryAsync<FilingRow>(command);
        return rows.ToDictionary(row => row.OrderId, row => (FileStep)StepRegistry.FromHistory("file", row.Input));
    }

    // Without the limits, which whoever replays computes anew.
    static string WithoutWatchSql(Database database) => $"""
        select {HistoryColumns.SelectedWithoutClocks}
          from history
         where {database.Among("order_id", "ids")}
           and (actor_id <> 'clock' or step in ('hand-back', 'follow'))
         order by order_id, sequence
        """;

    /// <summary>What people and machines did about some orders: without the steps of the watch, and without limits.</summary>
    /// <remarks>What went back because somebody was gone, or because of another order, nobody can compute again.</remarks>
    /// <inheritdoc cref="FindAsync(Database, DbConnection, IReadOnlyCollection{Guid}, DbTransaction, CancellationToken)"/>
    internal static Task<Histories> FindWithoutWatchAsync(
        Database database, DbConnection connection, IReadOnlyCollection<Guid> orderIds, DbTransaction? transaction,
        CancellationToken cancel) =>
        FindAsync(WithoutWatchSql(database), database, connection, orderIds, transaction, cancel);

    static async Task<Histories> FindAsync(
        string sql, Database database, DbConnection connection, IReadOnlyCollection<Guid> orderIds, DbTransaction? transaction,
        CancellationToken cancel)
    {
        var row = new { ids = database.List(orderIds) };
        return new(await connection.QueryAsync<HistoryRow>(new CommandDefinition(sql, row, transaction, cancellationToken: cancel)));
    }

    const string CountSql = "select count(*) from history";

    internal static Task<long> CountAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition(CountSql, transaction: transaction, cancellationToken: cancel));

    static string LastStepsSql(Database database) => $"""
        select history.order_id, history.at
          from {database.Pairs("seen", ("order_id", "sequence"), ("ids", "versions"))}
          join history on history.order_id = seen.order_id and history.sequence = seen.sequence
        """;

    /// <summary>When the last step of each of some orders was taken, by the orders' ids.</summary>
    /// <param name="orders">A few hundred; they go into one statement. A step that came after they were read is not seen.</param>
    public static async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> LastStepsAsync(
        Database database, IReadOnlyCollection<Order> orders, CancellationToken cancel = default)
    {
        var seen = new
        {
            ids = database.List([.. orders.Select(order => order.Id)]),
            versions = database.List([.. orders.Select(order => order.Version)]),
        };
        await using var connection = await database.ConnectAsync(cancel);
        var command = new CommandDefinition(LastStepsSql(database), seen, cancellationToken: cancel);
        var steps = await connection.QueryAsync<LastStepRow>(command);
        return steps.ToDictionary(step => step.OrderId, step => step.At);
    }

    sealed record FilingRow
    {
        public required Guid OrderId { get; init; }
        public required string Input { get; init; }
    }

    sealed record LastStepRow
    {
        public required Guid OrderId { get; init; }
        public required DateTimeOffset At { get; init; }
    }
}
