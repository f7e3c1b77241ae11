using System.Text.Json.Serialization;
using Dapper;
using Dispatch.Clocks;
using Dispatch.Orders.Steps;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>A ruling of the joint meeting about who answers for a kind of trouble at a place (责任区域).</summary>
/// <param name="Number">The order that it was made on.</param>
/// <param name="Member">Code of the member that answers.</param>
/// <param name="At">When it was recorded.</param>
public sealed record Ruling(string Number, string Category, string Place, string Member, string Text, DateTimeOffset At)
{
    /// <summary>Where it stands among the others.</summary>
    [JsonIgnore]
    public PageKey? Key { get; init; }
}

/// <summary>What the joint meeting (联席会议) has before it, and what it ruled.</summary>
public static class JointMeeting
{
    static readonly string AgendaSql = $"""
        select {OrderColumns.Selected}
          from orders
         where alliance = @alliance
           and level = '{Level.JointMeeting}'
           and (due, id) > (@due, @id)
         order by due, id
         limit @take
        """;

    /// <summary>Orders that climbed so far, earliest due first.</summary>
    public static async Task<IReadOnlyList<Order>> AgendaAsync(
        Database database, string alliance, PageKey? after, int take, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var row = new { alliance, due = after?.Due ?? DateTimeOffset.MinValue, id = after?.Id ?? Guid.Empty, take };
        return [.. (await connection.QueryAsync<Order>(new CommandDefinition(AgendaSql, row, cancellationToken: cancel)))];
    }

    /// <summary>The rulings of an alliance, the latest first: decisions are few, and each is read from the history it stands in.</summary>
    /// <param name="category">Of this category only.</param>
    /// <param name="place">At this place only, as people wrote it.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    public static async Task<IReadOnlyList<Ruling>> RulingsAsync(
        Database database, string alliance, string? category = null, string? place = null, PageKey? after = null,
        int take = OrderList.LongestPage, CancellationToken cancel = default)
    {
        var sql = $"""
            select orders.number, orders.category, orders.place, h.input, h.at, h.id
              from history h
              join orders on orders.id = h.order_id
             where h.step = 'settle'
               and h.input ->> 'ruling' is not null
               and orders.alliance = @alliance
               {(category is null ? "" : "and orders.category = @category")}
               {(place is null ? "" : "and orders.place = @place")}
               {(after is null ? "" : "and (h.at, h.id) < (@at, @id)")}
             order by h.at desc, h.id desc
             limit @take
            """;
        return await ReadAsync(database, sql, new { alliance, category, place, at = after?.Due, id = after?.Id, take }, cancel);
    }

    static string RulingsAtSql(Database database) => $"""
        select orders.number, orders.category, orders.place, h.input, h.at, h.id
          from {database.Pairs("told", ("category", "place"), ("categories", "places"))}
          join orders on orders.category = told.category and orders.place = told.place
          join history h on h.order_id = orders.id
         where h.step = 'settle'
           and h.input ->> 'ruling' is not null
           and orders.alliance = @alliance
         order by h.at desc, h.id desc
        """;

    /// <summary>The rulings about some kinds of trouble, each at its place, the latest first.</summary>
    /// <param name="troubles">Category and place, as people wrote it; each once, a few hundred at most.</param>
    public static async Task<ILookup<(string Category, string Place), Ruling>> RulingsAsync(
        Database database, string alliance, IReadOnlyCollection<(string Category, string Place)> troubles,
        CancellationToken cancel = default)
    {
        var row = new
        {
            alliance,
            categories = database.List([.. troubles.Select(trouble => trouble.Category)]),
            places = database.List([.. troubles.Select(trouble => trouble.Place)]),
        };
        return (await ReadAsync(database, RulingsAtSql(database), row, cancel)).ToLookup(ruling => (ruling.Category, ruling.Place));
    }

    static async Task<IReadOnlyList<Ruling>> ReadAsync(Database database, string sql, object parameters, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<SettledRow>(new CommandDefinition(sql, parameters, cancellationToken: cancel));
        return
        [
            .. rows.Select(row => (row, settle: (SettleStep)StepRegistry.FromHistory("settle", row.Input)))
                .Select(found => new Ruling(
                    found.row.Number, found.row.Category, found.row.Place, found.settle.Lead, found.settle.Ruling!, found.row.At)
                {
                    Key = new PageKey(found.row.At, found.row.Id),
                }),
        ];
    }

    sealed record SettledRow
    {
        public string Number { get; init; } = "";
        public string Category { get; init; } = "";
        public string Place { get; init; } = "";
        public string Input { get; init; } = "";
        public DateTimeOffset At { get; init; }
        public Guid Id { get; init; }
    }
}
