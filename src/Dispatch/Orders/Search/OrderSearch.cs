using System.Data.Common;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders.Search;

/// <summary>Finds a page of the orders that have the words of a question, among those that a list asks for.</summary>
/// <remarks>
/// Words that many orders have are found by reading the beginning of the list; words that few have, by the index; and each way would be
/// slow where the other is quick. So the list is read for a little, and what is missing then comes from the index. Which it is depends
/// on words that stand side by side, of which a database knows too little to choose by itself.
/// </remarks>
/// <param name="conditions">What the list asks for, where to begin among it.</param>
/// <param name="parameters">Of the conditions.</param>
/// <param name="needsPhone">Whether the caller sees the telephone number of an order; null where they see none.</param>
/// <param name="take">The most orders on the page.</param>
sealed class OrderSearch(
    Database database, DbConnection connection, IReadOnlyList<string> conditions, object parameters, Func<Order, bool>? needsPhone, int take,
    CancellationToken cancel)
{
    /// <summary>How many orders of the list are read.</summary>
    const int Reach = 1000;

    /// <summary>How many orders that wait for the index are read; there are more only while it is made.</summary>
    const int WaitingBound = 500;

    readonly string list = $"select {OrderColumns.Selected} from orders where {string.Join(" and ", conditions)}";

    /// <param name="question">Finds nothing where it has no words.</param>
    /// <param name="after">Where the page before ended.</param>
    public async Task<IReadOnlyList<Order>> PageAsync(Question question, PageKey? after)
    {
        if (question.Words.Count == 0)
            return [];

        // First, so that none is missed that the index takes in meanwhile; what is found twice is told once.
        var waiting = await SearchTextList.WaitingAsync(database, connection, WaitingBound, cancel);
        List<Order> found =
        [
            .. await AmongAsync(waiting.Where(text => text.Has(question))),
            .. (await AmongAsync(waiting.Where(text => text.HasWithPhone(question)))).Where(Sees),
            .. await NearAsync(question),
        ];
        foreach (var digits in question.Phones)
            found.AddRange(await ByPhoneAsync(question.Without(digits), digits, after));
        return [.. found.DistinctBy(order => order.Id).OrderBy(order => order.DueKey).ThenBy(order => order.Id).Take(take)];
    }

    bool Sees(Order order) => needsPhone?.Invoke(order) == true;

    async Task<IReadOnlyList<Order>> AmongAsync(IEnumerable<SearchText> texts)
    {
        var ids = texts.Select(text => text.OrderId).ToList();
        return ids.Count == 0
            ? []
            : await QueryAsync($"{list} and {database.Among("id", "ids")} order by due, id limit @take", new { ids = database.List(ids) });
    }

    /// <summary>A page from the beginning of the list, and where that is too little, from the index.</summary>
    async Task<IReadOnlyList<Order>> NearAsync(Question question)
    {
        var near = $"""
            select near.*
              from ({list} order by due, id limit {Reach}) as near
              join order_texts on order_texts.order_id = near.id
             where {Holding(question)}
             order by due_key, id
             limit @take
            """;
        var found = await QueryAsync(near, WordsOf(question));
        if (found.Count == take || await EndOfReachAsync() is not { } end)
            return found;

        DynamicParameters further = new(WordsOf(question));
        further.AddDynamicParams(new { endDue = end.Due, endId = end.Id });
        return [.. found, .. await QueryAsync(IndexedSql(question, "and (due, id) > (@endDue, @endId)"), further)];
    }

    /// <summary>The last order of the list that was read; null where that was all.</summary>
    async Task<PageKey?> EndOfReachAsync()
    {
        var end = await QueryAsync($"{list} order by due, id limit 1 offset {Reach - 1}", null);
        return end.Count == 0 ? null : PageKey.Of(end[0]);
    }

    // The index goes first, whatever the database thinks of it.
    string IndexedSql(Question question, string further)
    {
        var indexed = database.IsPostgres
            ? $"{list} and id = any(array(select order_id from order_texts where grams @@ cast(@grams as tsquery) and {Holding(question)}))"
            : list.Replace("from orders", $"""
                from (select order_id
                        from order_grams
                        join order_texts on order_texts.position = order_grams.rowid
                       where order_grams match @grams
                         and {Holding(question)}) as found
                cross join orders on orders.id = found.order_id
                """);
        return $"{indexed} {further} order by due, id limit @take";
    }

    /// <summary>A page of those whose telephone number ends so, as far as the caller sees it.</summary>
    async Task<IReadOnlyList<Order>> ByPhoneAsync(Question rest, string digits, PageKey? after)
    {
        if (needsPhone is null)
            return [];

        List<Order> found = [];
        var sql = $"""
            {list}
               and id in (select order_id from order_texts where phone = @digits{(rest.Words.Count > 0 ? $" and {Holding(rest)}" : "")})
               and (due, id) > (@fromDue, @fromId)
             order by due, id
             limit {OrderList.LongestPage}
            """;
        for (var from = after; found.Count < take;)
        {
            DynamicParameters row = new(WordsOf(rest));
            row.AddDynamicParams(new { digits, fromDue = from?.Due ?? DateTimeOffset.MinValue, fromId = from?.Id ?? Guid.Empty });
            var page = await QueryAsync(sql, row);
            found.AddRange(page.Where(Sees));
            if (page.Count < OrderList.LongestPage)
                break;
            from = PageKey.Of(page[^1]);
        }

        return found;
    }

    string Holding(Question question) =>
        string.Join(" and ", question.Words.Select((_, index) => database.Holds("folded", $"word{index}")));

    DynamicParameters WordsOf(Question question)
    {
        DynamicParameters row = new();
        foreach (var (index, word) in question.Words.Index())
            row.Add($"word{index}", word);
        row.Add("grams", database.IsPostgres ? Grams.AskPostgres(question.Words) : Grams.AskSqlite(question.Words));
        return row;
    }

    async Task<IReadOnlyList<Order>> QueryAsync(string sql, object? more)
    {
        DynamicParameters row = new(parameters);
        row.AddDynamicParams(more);
        return (await connection.QueryAsync<Order>(new CommandDefinition(sql, row, cancellationToken: cancel))).AsList();
    }
}
