using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>The tables <c>uncounted</c>, <c>outcomes</c> and <c>outcome_sums</c>.</summary>
static class OutcomeStore
{
    public const string Columns = """
        order_id as orderid, place, alliance, kind, day, member, chair, category, community, stage, minutes, asked, met, exempt, due
        """;

    const string NextSql = "select position, order_id as orderid from uncounted order by position limit @limit";

    /// <summary>Orders that took steps since they were counted, oldest first; one that took several stands there several times.</summary>
    public static async Task<IReadOnlyList<Uncounted>> NextAsync(DbConnection connection, int limit, CancellationToken cancel) =>
        (await connection.QueryAsync<Uncounted>(new CommandDefinition(NextSql, new { limit }, cancellationToken: cancel))).AsList();

    static string OfSql(Database database) => $"select {Columns} from outcomes where {database.Among("order_id", "ids")} order by order_id, place";

    public static async Task<IReadOnlyList<Outcome>> OfAsync(
        Database database, DbConnection connection, IReadOnlyCollection<Guid> orders, DbTransaction? transaction = null, CancellationToken cancel = default) =>
        (await connection.QueryAsync<Outcome>(new CommandDefinition(OfSql(database), new { ids = database.List(orders) }, transaction, cancellationToken: cancel))).AsList();

    static string TakeSql(Database database) => $"delete from uncounted where {database.Among("position", "positions")}";

    static string ForgetSql(Database database) => $"delete from outcomes where {database.Among("order_id", "ids")}";

    static string SaveSql(Database database) => $"""
        insert into outcomes (order_id, place, alliance, kind, day, member, chair, category, community, stage, minutes, asked, met, exempt, due)
        select order_id, place, alliance, kind, day, member, chair, category, community, stage, minutes, asked, met, exempt, due
          from {database.Records("r", "rows", ("order_id", "uuid"), ("place", "int"), ("alliance", "text"), ("kind", "text"), ("day", "text"), ("member", "text"),
              ("chair", "text"), ("category", "text"), ("community", "text"), ("stage", "text"), ("minutes", "int"), ("asked", "int"), ("met", "int"),
              ("exempt", "boolean"), ("due", "timestamptz"))}
        """;

    // "where true" tells SQLite that what follows belongs to the insert and not to the select.
    static string AddSql(Database database) => $"""
        insert into outcome_sums (alliance, period, dimension, key, measure, bucket, counted, met, exempt)
        select alliance, period, dimension, key, measure, bucket, counted, met, exempt
          from {database.Records("r", "rows", ("alliance", "text"), ("period", "text"), ("dimension", "text"), ("key", "text"), ("measure", "text"),
              ("bucket", "int"), ("counted", "bigint"), ("met", "bigint"), ("exempt", "bigint"))}
         where true
            on conflict (alliance, period, dimension, key, measure, bucket) do update
           set counted = outcome_sums.counted + excluded.counted,
               met     = outcome_sums.met + excluded.met,
               exempt  = outcome_sums.exempt + excluded.exempt
        """;

    /// <summary>Puts what was counted in the place of what was there, and the difference into the sums.</summary>
    /// <param name="taken">The positions that were counted: nobody else may have, or what was read meanwhile is not true any more.</param>
    /// <returns>False when another server was quicker; nothing was written then.</returns>
    public static async Task<bool> SaveAsync(
        Database database, DbConnection connection, IReadOnlyCollection<long> taken, IReadOnlyCollection<Guid> orders, IReadOnlyCollection<Outcome> outcomes,
        Sums differences, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Whoever comes second waits here for the first, and then finds less than it counted.
        if (await DoAsync(TakeSql(database), new { positions = database.List(taken) }) != taken.Count)
            return false;
        if (orders.Count > 0)
            await DoAsync(ForgetSql(database), new { ids = database.List(orders) });
        if (outcomes.Count > 0)
            await DoAsync(SaveSql(database), new { rows = JsonSerializer.Serialize(outcomes.Select(OutcomeJson.Of), OutcomeJsonContext.Default.IEnumerableOutcomeJson) });
        var sums = differences.All.Select(SumJson.Of).ToList();
        if (sums.Count > 0)
            await DoAsync(AddSql(database), new { rows = JsonSerializer.Serialize(sums, OutcomeJsonContext.Default.IEnumerableSumJson) });
        await transaction.CommitAsync(cancel);
        return true;

        Task<int> DoAsync(string sql, object row) => connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: cancel));
    }
}

/// <summary>A row of <c>uncounted</c>.</summary>
sealed record Uncounted
{
    public long Position { get; init; }
    public Guid OrderId { get; init; }
}

/// <summary>An outcome on its way into the table.</summary>
sealed record OutcomeJson(
    [property: JsonPropertyName("order_id")] Guid OrderId, int Place, string Alliance, string Kind, string Day, string Member, string Chair, string Category,
    string Community, string Stage, int? Minutes, int Asked, int Met, bool Exempt, string? Due)
{
    public static OutcomeJson Of(Outcome outcome) => new(
        outcome.OrderId, outcome.Place, outcome.Alliance, outcome.Kind, outcome.Day, outcome.Member, outcome.Chair, outcome.Category, outcome.Community,
        outcome.Stage, outcome.Minutes, outcome.Asked, outcome.Met, outcome.Exempt, outcome.Due is { } due ? StoredTypes.Text(due) : null);
}

/// <summary>A difference on its way into the sums.</summary>
sealed record SumJson(string Alliance, string Period, string Dimension, string Key, string Measure, int Bucket, long Counted, long Met, long Exempt)
{
    // In the order of the key: two statements that touch the same rows do so in the same order.
    public static SumJson Of(KeyValuePair<SumKey, Sum> sum) => new(
        sum.Key.Alliance, sum.Key.Period, sum.Key.Dimension, sum.Key.Key, sum.Key.Measure, sum.Key.Bucket, sum.Value.Counted, sum.Value.Met, sum.Value.Exempt);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IEnumerable<OutcomeJson>))]
[JsonSerializable(typeof(IEnumerable<SumJson>))]
sealed partial class OutcomeJsonContext : JsonSerializerContext;
