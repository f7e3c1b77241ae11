using Dapper;
using Dispatch.Outbox;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>Proves that every order is what its history makes of it, and that every step has been published or waits to be.</summary>
public static class Verification
{
    // Orders and their histories, a few thousand rows at a time, in the order of the key that both tables have.
    const string OrdersSql = $"select {OrderRow.Columns}, watch_at as watchat from orders where id > @after order by id limit 1000";

    static string HistorySql(Database database) =>
        $"select {HistoryRow.Columns} from history where {database.Among("order_id", "ids")} order by order_id, sequence";

    const string PublishedSql = "select partition, published from partitions order by partition";

    const string WaitingSql = "select partition, count(*) as waiting from outbox group by partition";

    const string HistoryCountSql = "select count(*) from history";

    const string PartsSql = "select member, person, order_id as orderid, part, state, due from assignments";

    /// <param name="Orders">How many orders were recomputed.</param>
    /// <param name="Steps">How many rows of history they have.</param>
    /// <param name="Published">How many steps the bus has taken.</param>
    /// <param name="Waiting">How many are still to go.</param>
    /// <param name="Differences">A sentence each; empty when all is well.</param>
    public sealed record Report(long Orders, long Steps, long Published, long Waiting, IReadOnlyList<string> Differences);

    /// <summary>Reads everything; safe beside running servers, but steps taken meanwhile can show as differences in the counts.</summary>
    public static async Task<Report> RunAsync(Database database, WorkflowLibrary workflows, CancellationToken cancel = default)
    {
        List<string> differences = [];
        var steps = new long[Partition.Count];
        long orders = 0;

        await using var connection = await database.ConnectAsync(cancel);
        // One snapshot for all that is read: on a running server the counts would else never meet.
        await using var snapshot = await Database.SnapshotAsync(connection, cancel);

        var parts = (await connection.QueryAsync<PartRow>(new CommandDefinition(PartsSql, transaction: snapshot, cancellationToken: cancel)))
            .ToLookup(part => part.OrderId);
        for (var after = Guid.Empty; ;)
        {
            var page = (await connection.QueryAsync<OrderRow>(new CommandDefinition(OrdersSql, new { after }, snapshot, cancellationToken: cancel))).AsList();
            if (page.Count == 0)
                break;

            var rows = await connection.QueryAsync<HistoryRow>(
                new CommandDefinition(HistorySql(database), new { ids = database.List<Guid>([.. page.Select(row => row.Id)]) }, snapshot, cancellationToken: cancel));
            var histories = rows.ToLookup(row => row.OrderId);
            foreach (var row in page)
            {
                var history = histories[row.Id].Select(step => step.ToTaken()).ToList();
                steps[Partition.Of(row.Id)] += history.Count;
                if (await DifferenceAsync(row.ToOrder(), row.WatchAt, history, [.. parts[row.Id]], workflows) is { } difference)
                    differences.Add($"{row.Number}: {difference}");
            }

            orders += page.Count;
            after = page[^1].Id;
        }

        var told = await connection.ExecuteScalarAsync<long>(HistoryCountSql, transaction: snapshot);
        if (told != steps.Sum())
            differences.Add($"{told - steps.Sum()} rows of the history belong to no order.");

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

        return new Report(orders, told, published, waiting.Values.Sum(), differences);
    }

    static async Task<string?> DifferenceAsync(Order stored, DateTimeOffset? watchAt, List<TakenStep> history, IReadOnlyList<PartRow> parts, WorkflowLibrary workflows)
    {
        if (history.Count == 0)
            return "it has no history.";
        for (var index = 0; index < history.Count; index++)
        {
            if (history[index].Sequence != index + 1)
                return $"step {index + 1} is missing from its history.";
        }

        var workflow = await workflows.FindAsync(stored.Workflow, stored.WorkflowVersion);
        if (history.FirstOrDefault(taken => workflow.Stages.All(stage => stage.Name != taken.To) || workflow.Stage(taken.To).Desk != taken.Desk) is { } stray)
            return $"step {stray.Sequence} led to stage {stray.To} of desk {stray.Desk ?? "none"}, which its workflow does not have.";

        var recomputed = OrderList.Recomputed(stored, history);
        if (recomputed.Clocks.NextAt != watchAt)
            return $"its history has the watch come at {recomputed.Clocks.NextAt:O} but stored is {watchAt:O}.";
        if (Facts(recomputed) != Facts(stored))
            return $"its history makes it {Facts(recomputed)} but stored is {Facts(stored)}.";

        var given = stored.Parts.Select(part => (part.Part.Member, part.Part.Person ?? "", part.Part.Part, part.Part.State, part.Due)).Order();
        return given.SequenceEqual(parts.Select(part => (part.Member, part.Person, part.Part, part.State, part.Due)).Order())
            ? null
            : "the table of assignments differs from the order's.";
    }

    static string Facts(Order order) => string.Join(" · ",
        order.Version, order.Stage, order.Desk, order.Since.ToString("O"), order.Due?.ToString("O"), order.Category, order.Title, order.Text, order.Place,
        order.FiledBy, order.FiledAt.ToString("O"), order.MerchantCode, order.Source, order.ExternalId, OrderRow.StateOf(order), order.Clocks.Text);

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
