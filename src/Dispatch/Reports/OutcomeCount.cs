using System.Data.Common;
using Dapper;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>Keeps the outcomes and their sums up with the history: counts again every order that took a step.</summary>
/// <remarks>
/// It only reads what is new, holds up no step, and may run on any number of servers: what it read counts only if nobody has counted
/// any of it meanwhile, which the database decides in the transaction that writes. Counting an order twice changes nothing.
/// </remarks>
public sealed class OutcomeCount(Database database, AllianceDirectory alliances)
{
    /// <summary>The most steps that are counted together: some tens of milliseconds on SQLite, where nobody else can write meanwhile.</summary>
    public const int BatchBound = 500;

    static string OrdersSql(Database database) => $"select {OrderColumns.Selected} from orders where {database.Among("id", "ids")}";

    static string HistorySql(Database database) =>
        $"select {HistoryColumns.Selected} from history where {database.Among("order_id", "ids")} order by order_id, sequence";

    /// <summary>Counts one batch.</summary>
    /// <returns>How many steps it had; 0 when there were none, or another server counted them.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var next = await OutcomeStore.NextAsync(connection, BatchBound, cancel);
        if (next.Count == 0)
            return 0;

        List<Guid> ids = [.. next.Select(step => step.OrderId).Distinct()];
        // In this order: what was counted before is at most as new as the history that is read after it.
        var counted = (await OutcomeStore.OfAsync(database, connection, ids, cancel: cancel)).ToLookup(outcome => outcome.OrderId);
        var found = await FindAsync(database, connection, alliances, ids, null, cancel);

        List<Guid> changed = [];
        List<Outcome> outcomes = [];
        Sums differences = new();
        foreach (var id in ids)
        {
            var (before, after) = (counted[id].ToList(), found.GetValueOrDefault(id) ?? []);
            if (before.SequenceEqual(after))
                continue;
            changed.Add(id);
            outcomes.AddRange(after);
            foreach (var outcome in before)
                differences.Add(outcome, -1);
            foreach (var outcome in after)
                differences.Add(outcome, 1);
        }

        return await OutcomeStore.SaveAsync(database, connection, [.. next.Select(step => step.Position)], changed, outcomes, differences, cancel) ? next.Count : 0;
    }

    const string AgainSql = "insert into uncounted (order_id) select id from orders";

    /// <summary>Has every order counted again, as after a calendar was corrected for days that are past.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> BeginAgainAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(AgainSql, commandTimeout: 600, cancellationToken: cancel));
    }

    /// <summary>What the histories of some orders say.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, IReadOnlyList<Outcome>>> FindAsync(
        Database database, DbConnection connection, AllianceDirectory alliances, IReadOnlyCollection<Guid> ids, DbTransaction? transaction, CancellationToken cancel)
    {
        var parameters = new { ids = database.List(ids) };
        var orders = (await connection.QueryAsync<Order>(new CommandDefinition(OrdersSql(database), parameters, transaction, cancellationToken: cancel))).AsList();
        var histories = (await connection.QueryAsync<HistoryRow>(new CommandDefinition(HistorySql(database), parameters, transaction, cancellationToken: cancel)))
            .ToLookup(row => row.OrderId);

        Dictionary<Guid, IReadOnlyList<Outcome>> found = [];
        foreach (var order in orders)
        {
            var alliance = await alliances.FindAsync(order.Alliance, cancel)
                ?? throw new KeyNotFoundException($"Order {order.Number} belongs to alliance {order.Alliance}, which is not there any more.");
            found[order.Id] = Counting.Of(order, [.. histories[order.Id].Select(row => row.ToTaken())], alliance.Calendar);
        }

        return found;
    }
}
