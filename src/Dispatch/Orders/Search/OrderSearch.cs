using System.Data.Common;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders.Search;

/// <summary>Finds a page of the orders that have the words of a question, among those that a list asks for.</summary>
/// <remarks>
/// Words that many orders have are found by reading the beginning of the list; words that few have, by the index; each way would be slow
/// where the other is quick. How many have several signs in a row is what a database cannot know, so the ways are laid down here: the
/// list is read for a little, and what is missing comes from the index.
/// </remarks>
/// <param name="conditions">What the list asks for, where to begin among it.</param>
/// <param name="leading">Those of the conditions by which an index has the list in its order.</param>
/// <param name="parameters">Of the conditions.</param>
/// <param name="needsPhone">Whether the caller sees the telephone number of an order; null where they see none.</param>
/// <param name="take">The most orders on the page.</param>
sealed class OrderSearch(
    Database database, DbConnection connection, IReadOnlyList<string> conditions, string leading, object parameters,
    Func<Order, bool>? needsPhone, int take, CancellationToken cancel)
{
    /// <summary>How many orders of the list are read: words that 1 in 40 of them has fill a page from these.</summary>
    const int Reach = 2000;

    /// <summary>
    /// How many orders that the index names are looked up one by one; where it names more, the list is read in its order.
    /// </summary>
    const int FewBound = 4000;

    /// <summary>How many texts are read in one statement.</summary>
    const int TextsAtOnce = 500;

    /// <summary>How many orders that wait for the index are read; there are more only while it is made.</summary>
    const int WaitingBound = 500;

    readonly string asked = string.Join(" and ", conditions);

    string List => $"select {OrderColumns.Selected} from orders where {asked}";

    /// <param name="question">Finds nothing where it has no words.</param>
    public async Task<IReadOnlyList<Order>> PageAsync(Question question)
    {
        if (question.Words.Count == 0)
            return [];

        // First, so that none is missed that the index takes in meanwhile; what is found twice is told once.
        var waiting = await SearchTextList.WaitingAsync(database, connection, WaitingBound, cancel);
        List<Order> found =
        [
            .. await AmongAsync(waiting.Where(text => text.Has(question))),
            .. (await AmongAsync(waiting.Where(text => text.HasWithPhone(question)))).Where(Sees),
            .. await ByTextAsync(question),
        ];
        foreach (var digits in question.Phones)
            found.AddRange(await ByPhoneAsync(question.Without(digits), digits));
        return [.. found.DistinctBy(order => order.Id).OrderBy(order => order.DueKey).ThenBy(order => order.Id).Take(take)];
    }

    bool Sees(Order order) => needsPhone?.Invoke(order) == true;

    async Task<IReadOnlyList<Order>> AmongAsync(IEnumerable<SearchText> texts)
    {
        var ids = texts.Select(text => text.OrderId).ToList();
        return ids.Count == 0 ? [] : await QueryAsync($"{List} and {database.Among("id", "ids")}", new { ids = database.List(ids) });
    }

    /// <summary>A page from the beginning of the list, and where that is too little, from the index.</summary>
    async Task<IReadOnlyList<Order>> ByTextAsync(Question question)
    {
        var near = await KeysAsync($"select due, id from orders where {asked} order by due, id limit {Reach}", null);
        var found = await FirstAsync(near, question, take);
        if (found.Count == take || near.Count < Reach)
            return await OfAsync(found);

        var row = WordsOf(question);
        var (endDue, endId) = near[^1];
        row.AddDynamicParams(new { grams = Grams.Ask(database, question.Words), endDue, endId, few = FewBound + 1 });
        var few = (await connection.QueryAsync<Guid>(
            new CommandDefinition($"{IndexSql} limit @few", row, cancellationToken: cancel))).AsList();
        if (few.Count > FewBound)
            return [.. await OfAsync(found), .. await QueryAsync(ManySql(question), row)];

        row.AddDynamicParams(new { ids = database.List(few) });
        return await OfAsync([.. found, .. await FirstAsync(await KeysAsync(FewSql, row), question, take - found.Count)]);
    }

    /// <summary>The first of some orders that have the words.</summary>
    async Task<IReadOnlyList<Guid>> FirstAsync(IReadOnlyList<PageKey> keys, Question question, int most)
    {
        List<Guid> found = [];
        var sql = $"select order_id from order_texts where {database.Among("order_id", "ids")} and {Holding(question)}";
        foreach (var some in keys.Chunk(TextsAtOnce))
        {
            var row = WordsOf(question);
            row.AddDynamicParams(new { ids = database.List([.. some.Select(key => key.Id)]) });
            var holding = (await connection.QueryAsync<Guid>(new CommandDefinition(sql, row, cancellationToken: cancel))).ToHashSet();
            found.AddRange(some.Select(key => key.Id).Where(holding.Contains).Take(most - found.Count));
            if (found.Count == most)
                break;
        }

        return found;
    }

    async Task<IReadOnlyList<Order>> OfAsync(IReadOnlyCollection<Guid> ids) =>
        ids.Count == 0 ? [] : await OrderList.OfAsync(database, connection, ids, null, cancel);

    async Task<IReadOnlyList<PageKey>> KeysAsync(string sql, object? more)
    {
        DynamicParameters row = new(parameters);
        row.AddDynamicParams(more);
        return (await connection.QueryAsync<PageKey>(new CommandDefinition(sql, row, cancellationToken: cancel))).AsList();
    }

    string IndexSql => database.IsPostgres
        ? "select order_id from order_grams where grams @@ cast(@grams as tsquery)"
        : "select order_id from order_grams join order_texts on order_texts.position = order_grams.rowid where order_grams match @grams";

    /// <summary>Those of <c>@ids</c> that are asked for; looked up one by one, and not looked for in the list.</summary>
    string FewSql => database.IsPostgres
        ? $"""
          select found.due, found.id
            from unnest(@ids) as few (order_id)
           cross join lateral (select due, id from orders where {asked} and id = few.order_id offset 0) as found
           where (found.due, found.id) > (@endDue, @endId)
           order by found.due, found.id
          """
        : $"""
          select due, id
            from (select value as order_id from json_each(@ids)) as few
           cross join orders on id = few.order_id
           where {asked}
             and (due, id) > (@endDue, @endId)
           order by due, id
          """;

    // Read in the order of the list from the index that has it, and not sorted, as a database would rather do. Each has its own word
    // for that: what stands inside coalesce cannot become a join, and a column behind a plus sign is looked up nowhere.
    string ManyKeysSql => $"""
        select due as d, id as i
          from orders
         where {leading}
           and (due, id) > (@endDue, @endId)
           and {(database.IsPostgres ? $"coalesce(id in ({IndexSql}), false)" : $"+id in ({IndexSql})")}
         order by due, id
        """;

    /// <summary>The first orders of the list that the index names and that have the words and what else is asked for.</summary>
    string ManySql(Question question)
    {
        var held = $"exists (select 1 from order_texts where order_id = id and {Holding(question)})";
        return database.IsPostgres
            ? $"""
              select found.*
                from ({ManyKeysSql} offset 0) as keys
               cross join lateral ({List} and id = keys.i and {held} offset 0) as found
               order by d, i
               limit @take
              """
            : $"""
              select {OrderColumns.Selected}
                from ({ManyKeysSql}) as keys
               cross join orders on id = keys.i
               where {asked}
                 and {held}
               order by d, i
               limit @take
              """;
    }

    /// <summary>A page of those whose telephone number ends so, as far as the caller sees it: of ten thousand orders, one or so.</summary>
    async Task<IReadOnlyList<Order>> ByPhoneAsync(Question rest, string digits)
    {
        if (needsPhone is null)
            return [];

        var row = WordsOf(rest);
        row.Add("digits", digits);
        var sql = $"select order_id from order_texts where {string.Join(" and ", Holds(rest).Prepend("phone = @digits"))}";
        var ids = (await connection.QueryAsync<Guid>(new CommandDefinition(sql, row, cancellationToken: cancel))).AsList();
        return ids.Count == 0
            ? []
            : [.. (await QueryAsync($"{List} and {database.Among("id", "ids")}", new { ids = database.List(ids) })).Where(Sees)];
    }

    string Holding(Question question) => string.Join(" and ", Holds(question));

    IEnumerable<string> Holds(Question question) => question.Words.Select((_, index) => database.Holds("folded", $"word{index}"));

    static DynamicParameters WordsOf(Question question)
    {
        DynamicParameters row = new();
        foreach (var (index, word) in question.Words.Index())
            row.Add($"word{index}", word);
        return row;
    }

    async Task<IReadOnlyList<Order>> QueryAsync(string sql, object? more)
    {
        DynamicParameters row = new(parameters);
        row.AddDynamicParams(more);
        return (await connection.QueryAsync<Order>(new CommandDefinition(sql, row, cancellationToken: cancel))).AsList();
    }
}
