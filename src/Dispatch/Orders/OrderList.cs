using System.Data.Common;
using Dapper;
using Dispatch.Orders.Search;
using Dispatch.Orders.Steps;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>Reads orders: one, some, a page.</summary>
public static class OrderList
{
    /// <summary>The most orders on a page.</summary>
    public const int LongestPage = 200;

    static readonly string FindSql = $"select {OrderColumns.Selected} from orders where number = @number";

    public static async Task<Order?> FindAsync(Database database, string number, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<Order>(
            new CommandDefinition(FindSql, new { number }, cancellationToken: cancel));
    }

    /// <summary>Those among some orders that are a merchant's.</summary>
    /// <param name="numbers">A hundred or so.</param>
    public static async Task<IReadOnlyCollection<string>> OwnAsync(
        Database database, string merchant, IReadOnlyCollection<string> numbers, CancellationToken cancel = default)
    {
        var sql = $"select number from orders where {database.Among("number", "numbers")} and merchant_code = @merchant";
        await using var connection = await database.ConnectAsync(cancel);
        var row = new { numbers = database.List(numbers), merchant };
        return (await connection.QueryAsync<string>(new CommandDefinition(sql, row, cancellationToken: cancel))).AsList();
    }

    /// <summary>The members that have or had a part in some orders, by number; orders without one are left out.</summary>
    /// <param name="numbers">Some hundred at most; they go into one statement.</param>
    public static async Task<ILookup<string, string>> MembersAsync(
        Database database, IReadOnlyCollection<string> numbers, CancellationToken cancel = default)
    {
        var sql = $"""
            select distinct orders.number, assignments.member
              from orders
              join assignments on assignments.order_id = orders.id
             where {database.Among("orders.number", "numbers")}
            """;
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<(string Number, string Member)>(
            new CommandDefinition(sql, new { numbers = database.List(numbers) }, cancellationToken: cancel));
        return rows.ToLookup(row => row.Number, row => row.Member);
    }

    /// <summary>The orders that an alliance has already under some external ids of a source.</summary>
    /// <param name="externalIds">A thousand or so; they go into one statement.</param>
    public static async Task<IReadOnlyDictionary<string, KnownOrder>> KnownAsync(
        Database database, string alliance, string source, IReadOnlyCollection<string> externalIds, CancellationToken cancel = default)
    {
        var sql = $"""
            select external_id, number, input, forgotten_at is not null as is_forgotten
              from orders
              join history on history.order_id = orders.id and history.sequence = 1
             where alliance = @alliance
               and source = @source
               and {database.Among("external_id", "ids")}
            """;
        await using var connection = await database.ConnectAsync(cancel);
        var known = await connection.QueryAsync<KnownRow>(
            new CommandDefinition(sql, new { alliance, source, ids = database.List(externalIds) }, cancellationToken: cancel));
        return known.ToDictionary(
            row => row.ExternalId,
            row => new KnownOrder(row.Number, (FileStep)StepRegistry.FromHistory("file", row.Input), row.IsForgotten));
    }

    sealed record KnownRow
    {
        public required string ExternalId { get; init; }
        public required string Number { get; init; }
        public required string Input { get; init; }
        public required bool IsForgotten { get; init; }
    }

    static string OfSql(Database database) => $"select {OrderColumns.Selected} from orders where {database.Among("id", "ids")}";

    /// <summary>The orders of some ids, in no particular order.</summary>
    /// <param name="ids">A thousand or so; they go into one statement.</param>
    /// <param name="transaction">Null where the reading belongs to none.</param>
    internal static async Task<IReadOnlyList<Order>> OfAsync(
        Database database, DbConnection connection, IReadOnlyCollection<Guid> ids, DbTransaction? transaction, CancellationToken cancel)
    {
        var row = new { ids = database.List(ids) };
        CommandDefinition command = new(OfSql(database), row, transaction, cancellationToken: cancel);
        return (await connection.QueryAsync<Order>(command)).AsList();
    }

    static readonly string NextSql = $"select {OrderColumns.Selected} from orders where id > @after order by id limit 1000";

    /// <summary>The next thousand orders by id, for whoever goes through all of them; empty at the end.</summary>
    internal static async Task<IReadOnlyList<Order>> NextAsync(
        DbConnection connection, Guid after, DbTransaction transaction, CancellationToken cancel) =>
        (await connection.QueryAsync<Order>(new CommandDefinition(NextSql, new { after }, transaction, cancellationToken: cancel)))
            .AsList();

    static readonly string BirthSql = $"select {OrderColumns.Selected} from orders where id = @orderId";

    /// <summary>The order as one of its steps left it, recomputed from its history.</summary>
    internal static async Task<Order> AsOfAsync(DbConnection connection, Guid orderId, int sequence)
    {
        var order = await connection.QuerySingleAsync<Order>(BirthSql, new { orderId });
        return Recomputed(order, (await HistoryList.FindAsync(connection, orderId)).TakeWhile(taken => taken.Sequence <= sequence));
    }

    /// <summary>What an order's history makes of it; of the order itself only its birth is used.</summary>
    public static Order Recomputed(Order order, IEnumerable<TakenStep> history) => history.Aggregate(
        new Order
        {
            Id = order.Id,
            Number = order.Number,
            Alliance = order.Alliance,
            Workflow = order.Workflow,
            WorkflowVersion = order.WorkflowVersion,
        },
        (before, taken) => before.After(taken));

    /// <summary>A page of orders, earliest due first; those that are not due any more come last.</summary>
    /// <param name="filter">What the orders must have.</param>
    /// <param name="after">The last order of the page before.</param>
    /// <param name="take">1 to <see cref="LongestPage"/>.</param>
    public static async Task<IReadOnlyList<Order>> PageAsync(
        Database database, OrderFilter filter, PageKey? after, int take, CancellationToken cancel = default)
    {
        OrderConditions conditions = new(database, filter);
        conditions.Parameters.AddDynamicParams(new { due = after?.Due, id = after?.Id, take });
        await using var connection = await database.ConnectAsync(cancel);
        if (filter.Words is { } words)
        {
            IReadOnlyList<string> all = after is null ? conditions.All : [.. conditions.All, "(due, id) > (@due, @id)"];
            OrderSearch search = new(
                database, connection, all, conditions.Leading, conditions.Parameters, filter.NeedsPhone, take, cancel);
            return await search.PageAsync(Question.Of(words));
        }

        var command = new CommandDefinition(conditions.PageSql(after is not null), conditions.Parameters, cancellationToken: cancel);
        return [.. await connection.QueryAsync<Order>(command)];
    }

    /// <summary>How many orders a filter finds, its words left out.</summary>
    public static async Task<Total> TotalAsync(Database database, OrderFilter filter, CancellationToken cancel = default) =>
        (await TotalsAsync(database, [filter], Total.Bound, cancel))[0];

    /// <summary>How many orders each of some filters finds, in one statement.</summary>
    /// <param name="filters">At least one.</param>
    /// <param name="bound">Where counting stops.</param>
    public static async Task<IReadOnlyList<Total>> TotalsAsync(
        Database database, IReadOnlyList<OrderFilter> filters, int bound, CancellationToken cancel = default)
    {
        DynamicParameters parameters = new(new { bound = bound + 1 });
        var counts = filters.Select((filter, index) =>
            $"select {index} as filter, ({new OrderConditions(database, filter, parameters).CountSql()}) as orders");
        CommandDefinition command = new(string.Join("\nunion all\n", counts), parameters, cancellationToken: cancel);
        await using var connection = await database.ConnectAsync(cancel);
        var counted = await connection.QueryAsync<(long Filter, long Orders)>(command);
        return [.. counted.OrderBy(row => row.Filter).Select(row => Total.Of(row.Orders, bound))];
    }
}

/// <summary>An order that a sender has filed already.</summary>
/// <param name="Filing">What was said of it.</param>
/// <param name="IsForgotten">Its personal data were removed since: it cannot be told any more whether the sender says the same.</param>
public sealed record KnownOrder(string Number, FileStep Filing, bool IsForgotten)
{
    /// <summary>Whether a filing tells of the same trouble, as far as is known.</summary>
    public bool SaysTheSameAs(FileStep filing) => IsForgotten || Filing.SaysTheSameAs(filing);
}
