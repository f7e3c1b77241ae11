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
    /// <summary>How many orders of the list are read: less than 1 in 100 of all has words that do not fill a page from these.</summary>
    const int Reach = 5000;

    /// <summary>How many orders that the index names are looked at one by one.</summary>
    const int FewBound = 1000;

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
        return ids.Count == 0
            ? []
            : await QueryAsync($"{List} and {database.Among("id", "ids")} order by due, id limit @take", new { ids = database.List(ids) });
    }

    /// <summary>A page from the beginning of the list, and where that is too little, from the index.</summary>
    async Task<IReadOnlyList<Order>> ByTextAsync(Question question)
    {
        var near = $"select due as d, id as i from orders where {asked} order by due, id limit {Reach}";
        var found = await QueryAsync(FirstSql(near, question), WordsOf(question));
        if (found.Count == take || await EndOfReachAsync() is not { } end)
            return found;

        var row = WordsOf(question);
        row.AddDynamicParams(new { grams = Grams.Ask(database, question.Words), endDue = end.Due, endId = end.Id, few = FewBound + 1 });
        CommandDefinition indexed = new($"{IndexSql} limit @few", row, cancellationToken: cancel);
        var few = (await connection.QueryAsync<Guid>(indexed)).AsList();
        if (few.Count <= FewBound)
        {
            row.AddDynamicParams(new { ids = database.List(few) });
            return [.. found, .. few.Count == 0 ? [] : await QueryAsync($"""
                {List}
                   and {database.Among("id", "ids")}
                   and exists (select 1 from order_texts where order_id = orders.id and {Holding(question)})
                   and (due, id) > (@endDue, @endId)
                 order by due, id
                 limit @take
                """, row)];
        }

        return [.. found, .. await QueryAsync(FirstSql(ManySql, question), row)];
    }

    string IndexSql => database.IsPostgres
        ? "select order_id from order_grams where grams @@ cast(@grams as tsquery)"
        : "select order_id from order_grams join order_texts on order_texts.position = order_grams.rowid where order_grams match @grams";

    // Read in the order of the list from the index that has it, and not sorted, as a database would rather do. Each has its own word
    // for that: what stands inside coalesce cannot become a join, and a column behind a plus sign is looked up nowhere.
    string ManySql => $"""
        select due as d, id as i
          from orders
         where {leading}
           and (due, id) > (@endDue, @endId)
           and {(database.IsPostgres ? $"coalesce(id in ({IndexSql}), false)" : $"+id in ({IndexSql})")}
         order by due, id
        """;

    /// <summary>The first orders of a list of keys that have the words and what else is asked for.</summary>
    string FirstSql(string keys, Question question)
    {
        var held = $"exists (select 1 from order_texts where order_id = id and {Holding(question)})";
        return database.IsPostgres
            ? $"""
              select found.*
                from ({keys} offset 0) as keys
               cross join lateral ({List} and id = keys.i and {held} offset 0) as found
               order by d, i
               limit @take
              """
            : $"""
              select {OrderColumns.Selected}
                from ({keys}) as keys
               cross join orders on id = keys.i
               where {asked}
                 and {held}
               order by d, i
               limit @take
              """;
    }

    /// <summary>The last order of the list that was read; null where that was all.</summary>
    async Task<PageKey?> EndOfReachAsync()
    {
        var sql = $"select due as due_key, id from orders where {asked} order by due, id limit 1 offset {Reach - 1}";
        return (await QueryAsync(sql, null)) is [var last] ? PageKey.Of(last) : null;
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
