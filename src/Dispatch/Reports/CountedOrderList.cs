using Dapper;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>Reads the orders that a figure is made of.</summary>
public static class CountedOrderList
{
    /// <summary>The most rows on a page.</summary>
    public const int LongestPage = 200;

    /// <summary>A page of the outcomes that a figure is made of, by day.</summary>
    /// <param name="filter">What the outcomes must have.</param>
    /// <param name="now">As it was for the report.</param>
    /// <param name="after">The last of the page before.</param>
    /// <param name="take">1 to <see cref="LongestPage"/>, and one more.</param>
    public static async Task<IReadOnlyList<CountedOrder>> PageAsync(
        Database database, OutcomeFilter filter, DateTimeOffset now, OutcomeKey? after, int take, CancellationToken cancel = default)
    {
        // Joined with the orders for no more than their numbers and titles.
        var sql = $"""
            select order_id, outcomes.place as ordinal, number, title, kind, day, member, chair, outcomes.category,
                   outcomes.stage, minutes, exempt, outcomes.due, (met & @bit) <> 0 as met
              from outcomes
              join orders on orders.id = order_id
             where {string.Join("\n   and ", Conditions(filter, after))}
             order by day, order_id, outcomes.place
             limit @take
            """;
        var row = new
        {
            alliance = filter.Alliance,
            first = Days.Text(filter.Period.First),
            last = Days.Text(filter.Period.Last),
            from = filter.By?.From,
            to = filter.By?.To,
            now,
            bit = filter.Measure?.Bit ?? 0,
            stage = filter.Stage,
            key = filter.Key,
            day = after?.Day,
            order = after?.OrderId,
            ordinal = after?.Ordinal,
            take,
        };
        await using var connection = await database.ConnectAsync(cancel);
        return (await connection.QueryAsync<CountedOrder>(new CommandDefinition(sql, row, cancellationToken: cancel))).AsList();
    }

    static IEnumerable<string> Conditions(OutcomeFilter filter, OutcomeKey? after)
    {
        yield return "outcomes.alliance = @alliance";
        yield return $"kind in ({string.Join(", ", filter.Kinds.Select(kind => $"'{kind}'"))})";
        yield return filter.By is { } by ? $"orders.alliance = @alliance and {by.Condition}" : "day between @first and @last";
        yield return "(outcomes.due is null or outcomes.due <= @now)";
        if (filter.Measure is not null)
            yield return "(asked & @bit) <> 0";
        if (filter.Stage is not null)
            yield return "outcomes.stage = @stage and minutes is not null";
        if (filter.Key is not null)
            yield return $"{OutcomeColumns.KeyOf(filter.Dimension)} = @key";
        yield return filter.Of switch
        {
            Share.Met => "not exempt and (met & @bit) <> 0",
            Share.Missed => "not exempt and (met & @bit) = 0",
            Share.Exempt => "exempt",
            _ => "not exempt",
        };
        if (after is not null)
            yield return "(day, order_id, outcomes.place) > (@day, @order, @ordinal)";
    }
}
