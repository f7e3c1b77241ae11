using System.Data.Common;
using Dapper;
using Dispatch.Orders.Search;
using Dispatch.Outbox;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>Proves that every order is what its history makes of it, and that every step has been published or waits to be.</summary>
public static class Verification
{
    // A thousand orders at a time, in the order of the key that their histories have, too.
    static readonly string OrdersSql =
        $"""
        select {OrderColumns.Selected}, {string.Join(", ", OrderColumns.All.Select(StoredName))}
          from orders
         where id > @after
         order by id
         limit 1000
        """;

    const string PublishedSql = "select partition, published from partitions order by partition";

    const string WaitingSql = "select partition, count(*) as waiting from outbox group by partition";

    static string PartsSql(Database database) =>
        $"select member, person, order_id, part, state, due from assignments where {database.Among("order_id", "ids")}";

    const string CountPartsSql = "select count(*) from assignments";

    /// <summary>Reads everything as of one moment; safe beside running servers.</summary>
    public static async Task<VerificationReport> RunAsync(Database database, WorkflowLibrary workflows, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        // One snapshot for all that is read: on a running server the counts would never meet otherwise.
        await using var snapshot = await Database.SnapshotAsync(connection, cancel);
        return await RunAsync(database, connection, snapshot, workflows, cancel);
    }

    /// <summary>The same, as of the moment that a snapshot shows.</summary>
    public static async Task<VerificationReport> RunAsync(
        Database database, DbConnection connection, DbTransaction snapshot, WorkflowLibrary workflows, CancellationToken cancel)
    {
        List<string> differences = [];
        var steps = new long[Partition.Count];
        long orders = 0, parts = 0;

        for (var after = Guid.Empty; ;)
        {
            var page = await PageAsync(connection, snapshot, after, cancel);
            if (page.Count == 0)
                break;

            List<Guid> ids = [.. page.Select(found => found.Order.Id)];
            var histories = await HistoryList.FindAsync(database, connection, ids, snapshot, cancel);
            CommandDefinition command = new(PartsSql(database), new { ids = database.List(ids) }, snapshot, cancellationToken: cancel);
            var partsOf = (await connection.QueryAsync<PartRow>(command)).ToLookup(part => part.OrderId);
            parts += partsOf.Sum(rows => rows.Count());
            foreach (var (order, stored) in page)
            {
                steps[Partition.Of(order.Id)] += histories.CountOf(order.Id);
                if (await DifferenceAsync(order, stored, histories, [.. partsOf[order.Id]], workflows) is { } difference)
                    differences.Add($"{order.Number}: {difference}");
            }

            var wrong = await SearchTextList.WrongAsync(
                database, connection, [.. page.Select(found => found.Order.Id)], snapshot, cancel);
            differences.AddRange(page.Where(found => wrong.Contains(found.Order.Id))
                .Select(found => $"{found.Order.Number}: what is searched of it is not what its history makes."));
            orders += page.Count;
            after = page[^1].Order.Id;
        }

        var (texts, indexed) = await SearchTextList.CountAsync(connection, snapshot, cancel);
        if (texts != indexed || texts > orders)
            differences.Add($"{texts} orders are searched, {indexed} by the index, of {orders}.");

        var counted = await HistoryList.CountAsync(connection, snapshot, cancel);
        if (counted != steps.Sum())
            differences.Add($"{counted - steps.Sum()} rows of the history belong to no order.");
        var all = await connection.ExecuteScalarAsync<long>(new CommandDefinition(CountPartsSql, transaction: snapshot));
        if (all != parts)
            differences.Add($"{all - parts} assignments belong to no order.");

        var waiting = (await connection.QueryAsync<(int Partition, long Waiting)>(WaitingSql, transaction: snapshot))
            .ToDictionary(row => row.Partition, row => row.Waiting);
        long published = 0;
        foreach (var (partition, sent) in await connection.QueryAsync<(int, long)>(PublishedSql, transaction: snapshot))
        {
            published += sent;
            var (taken, left) = (steps[partition], waiting.GetValueOrDefault(partition));
            if (sent + left != taken)
                differences.Add($"Outbox partition {partition}: {taken} steps were taken, but {sent} were published and {left} wait.");
        }

        return new VerificationReport(orders, counted, published, waiting.Values.Sum(), differences);
    }

    /// <summary>Orders as they are read, and every column of theirs as it is stored.</summary>
    static async Task<IReadOnlyList<(Order Order, IReadOnlyList<object?> Stored)>> PageAsync(
        DbConnection connection, DbTransaction snapshot, Guid after, CancellationToken cancel)
    {
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(OrdersSql, new { after }, snapshot, cancellationToken: cancel));
        var first = reader.FieldCount - OrderColumns.All.Count;
        var read = reader.GetRowParser<Order>(length: first);
        List<(Order, IReadOnlyList<object?>)> page = [];
        while (await reader.ReadAsync(cancel))
            page.Add((read(reader), [.. OrderColumns.All.Select((_, index) => StoredTypes.SqliteValue(reader.GetValue(first + index)))]));
        return page;
    }

    static string StoredName(Column<Order> column) => $"{column.Name} as stored_{column.Name}";

    /// <summary>One order that cannot be recomputed is a difference, and no reason to stop before the others.</summary>
    static async Task<string?> DifferenceAsync(
        Order order, IReadOnlyList<object?> stored, Histories histories, IReadOnlyList<PartRow> parts, WorkflowLibrary workflows)
    {
        try
        {
            return await DifferenceAsync(order, stored, histories.Of(order.Id), parts, workflows);
        }
        catch (Exception error) when (error is not OperationCanceledException && !DatabaseFault.IsTransient(error))
        {
            return $"it cannot be recomputed: {error.Message}";
        }
    }

    static async Task<string?> DifferenceAsync(
        Order order,
        IReadOnlyList<object?> stored,
        IReadOnlyList<TakenStep> history,
        IReadOnlyList<PartRow> parts,
        WorkflowLibrary workflows)
    {
        if (history.Count == 0)
            return "it has no history.";
        for (var index = 0; index < history.Count; index++)
        {
            if (history[index].Sequence != index + 1)
                return $"step {index + 1} is missing from its history.";
        }

        var workflow = await workflows.FindAsync(order.Workflow, order.WorkflowVersion);
        if (history.FirstOrDefault(taken => !workflow.Stages.Any(stage => stage.Name == taken.To && stage.Desk == taken.Desk)) is { } stray)
            return $"step {stray.Sequence} led to stage {stray.To} of desk {stray.Desk ?? "none"}, which its workflow does not have.";

        var recomputed = OrderList.Recomputed(order, history);
        foreach (var (column, value) in OrderColumns.All.Zip(stored))
        {
            // Read and written again: an earlier version of the engine may have left out what it did not know.
            var (expected, found) = (column.SqliteValue(recomputed), column.Name == "state" ? OrderColumns.StateText(order.State) : value);
            if (!Equals(expected, found))
                return $"its history makes {column.Name} {expected ?? "empty"} but stored is {found ?? "empty"}.";
        }

        if (order.ForgottenAt is not null && history.FirstOrDefault(PersonalData.IsIn) is { } telling)
            return $"its personal data were to be removed, and step {telling.Sequence} still has some.";

        var given = order.Parts
            .Select(part => (part.Assignment.Member, part.Assignment.Person ?? "", part.Assignment.Kind, part.Assignment.State, part.Due))
            .Order();
        return given.SequenceEqual(parts.Select(part => (part.Member, part.Person, part.Part, part.State, part.Due)).Order())
            ? null
            : "the table of assignments differs from the order's.";
    }

    sealed record PartRow
    {
        public string Member { get; init; } = "";
        public string Person { get; init; } = "";
        public Guid OrderId { get; init; }
        public string Part { get; init; } = "";
        public string State { get; init; } = "";
        public DateTimeOffset? Due { get; init; }
    }
}
