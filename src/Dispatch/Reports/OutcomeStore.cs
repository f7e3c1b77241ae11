using System.Data.Common;
using System.Text.Json;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>Writes <c>uncounted</c>, <c>outcomes</c> and <c>outcome_sums</c>.</summary>
static class OutcomeStore
{
    const string AddAllUncountedSql = "insert into uncounted (order_id) select id from orders";

    /// <summary>Has every order counted again.</summary>
    /// <returns>How many there are.</returns>
    public static Task<int> AddAllUncountedAsync(DbConnection connection, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(AddAllUncountedSql, commandTimeout: 600, cancellationToken: cancel));

    const string TryAgainSql = "insert into uncounted (order_id) select order_id from uncountable";

    /// <summary>Has the orders counted again that could not be.</summary>
    public static Task TryAgainAsync(DbConnection connection, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(TryAgainSql, cancellationToken: cancel));

    static string RemoveUncountableSql(Database database) => $"delete from uncountable where {database.Among("order_id", "ids")}";

    static string SetAsideSql(Database database) => $"""
        insert into uncountable (order_id, at, reason)
        select order_id, @at, reason
          from {database.Records("r", "rows", ("order_id", "uuid"), ("reason", "text"))}
        """;

    static string RemoveUncountedSql(Database database) => $"delete from uncounted where {database.Among("position", "positions")}";

    static string RemoveSql(Database database) => $"delete from outcomes where {database.Among("order_id", "ids")}";

    static string SaveSql(Database database) => $"""
        insert into outcomes (order_id, place, alliance, kind, day, member, chair, category, community,
                              stage, minutes, asked, met, exempt, due)
        select order_id, place, alliance, kind, day, member, chair, category, community, stage, minutes, asked, met, exempt, due
          from {database.Records(
              "r", "rows", ("order_id", "uuid"), ("place", "int"), ("alliance", "text"), ("kind", "text"), ("day", "text"),
              ("member", "text"), ("chair", "text"), ("category", "text"), ("community", "text"), ("stage", "text"), ("minutes", "int"),
              ("asked", "int"), ("met", "int"), ("exempt", "boolean"), ("due", "timestamptz"))}
        """;

    // "where true" tells SQLite that what follows belongs to the insert and not to the select.
    static string AddSql(Database database) => $"""
        insert into outcome_sums (alliance, period, dimension, key, measure, bucket, counted, met, exempt)
        select alliance, period, dimension, key, measure, bucket, counted, met, exempt
          from {database.Records(
              "r", "rows", ("alliance", "text"), ("period", "text"), ("dimension", "text"), ("key", "text"), ("measure", "text"),
              ("bucket", "int"), ("counted", "bigint"), ("met", "bigint"), ("exempt", "bigint"))}
         where true
            on conflict (alliance, period, dimension, key, measure, bucket) do update
           set counted = outcome_sums.counted + excluded.counted,
               met     = outcome_sums.met + excluded.met,
               exempt  = outcome_sums.exempt + excluded.exempt
        """;

    /// <summary>Replaces the outcomes of the orders that were counted, and adds the difference to the sums.</summary>
    /// <returns>
    /// False when another server was quicker and has counted one of the steps, so that what was read for it is out of date; nothing was
    /// written then.
    /// </returns>
    public static async Task<bool> SaveAsync(
        Database database, DbConnection connection, Counted counted, DateTimeOffset now, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Whoever comes second waits here for the first, and then finds less than it counted.
        if (await ExecuteAsync(RemoveUncountedSql(database), new { positions = database.List(counted.Positions) }) != counted.Positions.Count)
            return false;
        await ExecuteAsync(RemoveUncountableSql(database), new { ids = database.List(counted.Orders) });
        if (counted.SetAside.Count > 0)
        {
            var rows = JsonSerializer.Serialize(counted.SetAside.Select(SetAsideJson.Of), OutcomeJsonContext.Default.IEnumerableSetAsideJson);
            await ExecuteAsync(SetAsideSql(database), new { rows, at = now });
        }

        if (counted.Changed.Count > 0)
            await ExecuteAsync(RemoveSql(database), new { ids = database.List(counted.Changed) });
        if (counted.Outcomes.Count > 0)
        {
            var rows = JsonSerializer.Serialize(counted.Outcomes.Select(OutcomeJson.Of), OutcomeJsonContext.Default.IEnumerableOutcomeJson);
            await ExecuteAsync(SaveSql(database), new { rows });
        }

        var sums = counted.Differences.All.Select(SumJson.Of).ToList();
        if (sums.Count > 0)
        {
            var rows = JsonSerializer.Serialize(sums, OutcomeJsonContext.Default.IEnumerableSumJson);
            await ExecuteAsync(AddSql(database), new { rows });
        }

        await transaction.CommitAsync(cancel);
        return true;

        Task<int> ExecuteAsync(string sql, object row) =>
            connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: cancel));
    }
}
