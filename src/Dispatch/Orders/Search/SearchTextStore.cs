using System.Data.Common;
using System.Text.Json;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders.Search;

/// <summary>Writes <c>order_texts</c>, its index, and which orders wait for them.</summary>
static class SearchTextStore
{
    const string TakeSql = """
        delete from unsearched
         where order_id in (select order_id from unsearched order by order_id desc limit @limit)
        returning order_id
        """;

    /// <summary>Takes the newest orders out of those that wait. Whoever else wants them waits for the transaction, and gets none.</summary>
    public static async Task<IReadOnlyList<Guid>> TakeAsync(
        DbConnection connection, DbTransaction transaction, int limit, CancellationToken cancel) =>
        (await connection.QueryAsync<Guid>(new CommandDefinition(TakeSql, new { limit }, transaction, cancellationToken: cancel))).AsList();

    // "where true" tells SQLite that what follows belongs to the insert and not to the select.
    static string SaveSql(Database database) => $"""
        insert into order_texts (order_id, folded, phone)
        select order_id, folded, phone
          from {Texts(database)}
         where true
            on conflict (order_id) do update
           set folded = excluded.folded,
               phone  = excluded.phone
        """;

    static string SaveGramsSql(Database database) => database.IsPostgres
        ? $"""
          insert into order_grams (order_id, grams)
          select order_id, array_to_tsvector(string_to_array(grams, ' '))
            from {Texts(database)}
              on conflict (order_id) do update
             set grams = excluded.grams
          """
        : $"""
          insert or replace into order_grams (rowid, grams)
          select order_texts.position, t.grams
            from {Texts(database)}
            join order_texts on order_texts.order_id = t.order_id
          """;

    static string Texts(Database database) =>
        database.Records("t", "rows", ("order_id", "uuid"), ("folded", "text"), ("phone", "text"), ("grams", "text"));

    public static async Task SaveAsync(
        Database database, DbConnection connection, IReadOnlyList<SearchText> texts, DbTransaction transaction, CancellationToken cancel)
    {
        var rows = JsonSerializer.Serialize(texts.Select(text => new Dictionary<string, string?>
        {
            ["order_id"] = text.OrderId.ToString(),
            ["folded"] = text.Folded,
            ["phone"] = text.Phone,
            ["grams"] = Grams.Of(text.Folded),
        }));
        await connection.ExecuteAsync(new CommandDefinition(SaveSql(database), new { rows }, transaction, cancellationToken: cancel));
        await connection.ExecuteAsync(new CommandDefinition(SaveGramsSql(database), new { rows }, transaction, cancellationToken: cancel));
    }

    const string EarlierSql = "select id from orders where id < (select before from unsearched_before) order by id desc limit @limit";

    const string ReachedSql = "update unsearched_before set before = @reached";

    const string EndedSql = "delete from unsearched_before";

    static string WaitSql(Database database) => $"""
        insert into unsearched (order_id)
        select id from orders where {database.Among("id", "ids")}
            on conflict do nothing
        """;

    static string ForgetGramsSql(Database database) => database.IsPostgres
        ? $"delete from order_grams where {database.Among("order_id", "ids")}"
        : $"delete from order_grams where rowid in (select position from order_texts where {database.Among("order_id", "ids")})";

    static string ForgetSql(Database database) => $"delete from order_texts where {database.Among("order_id", "ids")}";

    /// <summary>
    /// From the end of the transaction nobody finds some orders by what they said; they wait to be taken in as they are now.
    /// </summary>
    public static async Task ForgetAsync(
        Database database, DbConnection connection, DbTransaction transaction, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        // They wait before they go: whoever is just taking them in, as they were, is waited for here.
        foreach (var sql in (string[])[WaitSql(database), ForgetGramsSql(database), ForgetSql(database)])
            await connection.ExecuteAsync(
                new CommandDefinition(sql, new { ids = database.List(ids) }, transaction, cancellationToken: cancel));
    }

    /// <summary>Lets the next orders wait that were there before the index was.</summary>
    /// <returns>How many; 0 when there are no more.</returns>
    public static async Task<int> AddEarlierAsync(Database database, DbConnection connection, int limit, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var ids = (await connection.QueryAsync<Guid>(
            new CommandDefinition(EarlierSql, new { limit }, transaction, cancellationToken: cancel))).AsList();
        if (ids.Count > 0)
        {
            await connection.ExecuteAsync(
                new CommandDefinition(WaitSql(database), new { ids = database.List(ids) }, transaction, cancellationToken: cancel));
            await connection.ExecuteAsync(
                new CommandDefinition(ReachedSql, new { reached = ids[^1] }, transaction, cancellationToken: cancel));
        }
        else
        {
            await connection.ExecuteAsync(new CommandDefinition(EndedSql, transaction: transaction, cancellationToken: cancel));
        }

        await transaction.CommitAsync(cancel);
        return ids.Count;
    }
}
