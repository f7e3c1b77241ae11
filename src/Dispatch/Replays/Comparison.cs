using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Storage;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Replays;

/// <summary>
/// Replays the orders of a period under their own rules and under others, side by side. Reads only, and all of it as of one moment.
/// </summary>
public static class Comparison
{
    /// <param name="from">First day, by the time zone of each alliance.</param>
    /// <param name="to">Last day, included.</param>
    /// <param name="until">Up to when the watch goes on with orders that are open.</param>
    /// <param name="tell">Hears of each order in turn.</param>
    /// <param name="progress">Hears how many of how many orders are done.</param>
    public static async Task<ComparisonReport> RunAsync(
        Database database, WorkflowLibrary workflows, IReadOnlyList<Alliance> alliances, OtherRules rules, LocalDate from, LocalDate to,
        DateTimeOffset until, Action<ComparedOrder> tell, Action<long, long>? progress = null, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var snapshot = await Database.SnapshotAsync(connection, cancel);

        List<(Alliance Alliance, FilingPeriod Filed)> periods =
        [
            .. alliances.Select(alliance => (alliance, new FilingPeriod(
                alliance.Code, Midnight(alliance, from), Midnight(alliance, to.PlusDays(1)), rules.Workflow?.Name))),
        ];
        var (all, chosen) = (0L, 0L);
        foreach (var (_, filed) in periods)
        {
            var (orders, ofWorkflow) = await FiledOrderList.CountAsync(connection, filed, snapshot, cancel);
            (all, chosen) = (all + orders, chosen + (rules.Workflow is null ? orders : ofWorkflow));
        }

        ComparisonTotals totals = new();
        Dictionary<(string, int), Workflow> known = [];
        foreach (var (alliance, filed) in periods)
        {
            var other = rules.For(alliance);
            for (var after = (Due: DateTimeOffset.MinValue, Id: Guid.Empty); ;)
            {
                var page = await FiledOrderList.PageAsync(connection, filed, after, snapshot, cancel);
                var versions = page.Select(order => (order.Workflow, order.WorkflowVersion)).Distinct();
                foreach (var key in versions.Where(key => !known.ContainsKey(key)))
                    known[key] = await workflows.FindAsync(key.Workflow, key.WorkflowVersion, cancel);
                var histories = await HistoriesAsync(page);

                totals.Add(page.CountBy(order => $"{order.Workflow} {order.WorkflowVersion}"));
                foreach (var compared in page.AsParallel().AsOrdered().WithCancellation(cancel).Select(Compared))
                {
                    totals.Add(compared);
                    tell(compared);
                }

                progress?.Invoke(totals.Orders, chosen);
                if (page.Count < FiledOrderList.PageSize)
                    break;
                after = (page[^1].DueKey, page[^1].Id);

                ComparedOrder Compared(Order order)
                {
                    var own = known[(order.Workflow, order.WorkflowVersion)];
                    var history = histories.Of(order.Id);
                    return new ComparedOrder(
                        order.Number, alliance, Replay.Of(order, history, own, own, alliance, until),
                        Replay.Of(order, history, own, rules.Workflow ?? own, other, until));
                }
            }
        }

        return totals.Report(all - chosen);

        Task<Histories> HistoriesAsync(IReadOnlyList<Order> page) =>
            HistoryList.FindWithoutWatchAsync(database, connection, [.. page.Select(order => order.Id)], snapshot, cancel);
    }

    static DateTimeOffset Midnight(Alliance alliance, LocalDate day) =>
        alliance.Zone.AtStartOfDay(day).ToDateTimeOffset().ToUniversalTime();
}
