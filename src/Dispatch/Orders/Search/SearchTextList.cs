using System.Data.Common;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders.Search;

/// <summary>Reads what of orders is searched: as the index has it, or made from the orders where it does not have them yet.</summary>
static class SearchTextList
{
    static string SourceSql(Database database) => $"""
        select orders.id, orders.number, orders.title, orders.text, orders.place, orders.external_id,
               orders.forgotten_at is not null as is_forgotten,
               history.input, merchants.name as known_name, merchants.phone as known_phone
          from orders
          left join history on history.order_id = orders.id and history.sequence = 1
          left join merchants on merchants.alliance = orders.alliance and merchants.code = orders.merchant_code
         where {database.Among("orders.id", "ids")}
        """;

    /// <summary>What the index should have of some orders.</summary>
    public static async Task<IReadOnlyList<SearchText>> MadeAsync(
        Database database, DbConnection connection, IReadOnlyCollection<Guid> ids, DbTransaction? transaction, CancellationToken cancel)
    {
        var row = new { ids = database.List(ids) };
        var sources = await connection.QueryAsync<SearchSource>(
            new CommandDefinition(SourceSql(database), row, transaction, cancellationToken: cancel));
        return [.. sources.Select(SearchText.Of)];
    }

    // The newest first: they are what people look for while the index still takes in what was there before it.
    const string WaitingSql = "select order_id from unsearched order by order_id desc limit @limit";

    /// <summary>The newest orders that the index has not taken in, made as it will have them.</summary>
    public static async Task<IReadOnlyList<SearchText>> WaitingAsync(
        Database database, DbConnection connection, int limit, CancellationToken cancel)
    {
        var ids = (await connection.QueryAsync<Guid>(new CommandDefinition(WaitingSql, new { limit }, cancellationToken: cancel))).AsList();
        return ids.Count == 0 ? [] : await MadeAsync(database, connection, ids, null, cancel);
    }

    static string StoredSql(Database database) =>
        $"select order_id, folded, phone from order_texts where {database.Among("order_id", "ids")}";

    static string KnownToWaitSql(Database database) => $"""
        select order_id from unsearched where {database.Among("order_id", "ids")}
        union
        select id from orders where {database.Among("id", "ids")} and id < (select before from unsearched_before)
        """;

    /// <summary>The orders of which the index has something else than it should have, though they do not wait for it.</summary>
    public static async Task<IReadOnlySet<Guid>> WrongAsync(
        Database database, DbConnection connection, IReadOnlyCollection<Guid> ids, DbTransaction transaction, CancellationToken cancel)
    {
        var row = new { ids = database.List(ids) };
        var stored = await connection.QueryAsync<(Guid, string, string?)>(
            new CommandDefinition(StoredSql(database), row, transaction, cancellationToken: cancel));
        var wrong = (await MadeAsync(database, connection, ids, transaction, cancel))
            .Except(stored.Select(text => new SearchText(text.Item1, text.Item2, text.Item3)))
            .Select(text => text.OrderId).ToHashSet();
        if (wrong.Count > 0)
            wrong.ExceptWith(await connection.QueryAsync<Guid>(
                new CommandDefinition(KnownToWaitSql(database), row, transaction, cancellationToken: cancel)));
        return wrong;
    }

    const string CountSql = "select (select count(*) from order_texts) as texts, (select count(*) from order_grams) as indexed";

    /// <summary>How many orders are searched, and of how many the index has the pairs of signs.</summary>
    public static Task<(long Texts, long Indexed)> CountAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken cancel) =>
        connection.QuerySingleAsync<(long, long)>(new CommandDefinition(CountSql, transaction: transaction, cancellationToken: cancel));
}
