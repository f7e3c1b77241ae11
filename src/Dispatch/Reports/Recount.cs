using System.Data.Common;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>Proves that reports are what the history makes them: counts every order again and adds everything up again.</summary>
public static class Recount
{
    /// <summary>Reads everything as of one moment; safe beside running servers.</summary>
    public static async Task<RecountReport> RunAsync(Database database, AllianceDirectory alliances, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var snapshot = await Database.SnapshotAsync(connection, cancel);
        return await RunAsync(database, connection, snapshot, alliances, cancel);
    }

    /// <summary>The same, as of the moment that a snapshot shows.</summary>
    public static async Task<RecountReport> RunAsync(
        Database database, DbConnection connection, DbTransaction snapshot, AllianceDirectory alliances, CancellationToken cancel)
    {
        List<string> differences = [];
        OutcomeSums sums = new();
        long outcomes = 0;

        var waiting = await OutcomeList.UncountedOrdersAsync(connection, snapshot, cancel);
        for (var after = Guid.Empty; ;)
        {
            var page = await OrderList.NextAsync(connection, after, snapshot, cancel);
            if (page.Count == 0)
                break;

            var stored = await OutcomeList.OfAsync(database, connection, [.. page.Select(order => order.Id)], snapshot, cancel);
            var computed = await OutcomeCount.ComputeAsync(database, connection, alliances, page, snapshot, cancel);
            foreach (var id in page.Select(order => order.Id))
            {
                foreach (var outcome in stored[id])
                    sums.Add(outcome, 1);
                outcomes += stored[id].Count();
                var (made, whyNot) = computed[id];
                if (whyNot is not null)
                    differences.Add($"Order {id} cannot be counted: {whyNot}");
                else if (!waiting.Contains(id) && !stored[id].SequenceEqual(made))
                    differences.Add($"Order {id}: its history makes other outcomes than are stored.{Difference([.. stored[id]], made)}");
            }

            after = page[^1].Id;
        }

        if (await OutcomeList.CountAsync(connection, snapshot, cancel) is var all && all != outcomes)
            differences.Add($"{all - outcomes} outcomes belong to no order.");

        var expected = sums.All.ToDictionary();
        foreach (var row in await OutcomeList.SumsAsync(connection, snapshot, cancel))
        {
            if (expected.Remove(row.Key, out var sum) ? sum != row.Sum : row.Sum != default)
                differences.Add($"The sum {Name(row.Key)} is stored as {Text(row.Sum)} and should be {Text(sum)}.");
        }

        differences.AddRange(expected.Select(missing => $"The sum {Name(missing.Key)} is missing and should be {Text(missing.Value)}."));
        return new RecountReport(outcomes, waiting.Count, differences);
    }

    static string Difference(IReadOnlyList<Outcome> stored, IReadOnlyList<Outcome> computed)
    {
        var pair = stored.Cast<Outcome?>().Zip(computed).FirstOrDefault(pair => pair.First != pair.Second);
        return pair.First is null ? $" {stored.Count} instead of {computed.Count}." : $" {pair.First} instead of {pair.Second}.";
    }

    static string Name(SumKey key)
    {
        var bucket = key.Bucket > 0 ? $" at {key.Bucket} minutes" : "";
        return $"{key.Measure} of {key.Alliance} in {key.Period} by {key.Dimension} '{key.Key}'{bucket}";
    }

    static string Text(Sum sum) => $"{sum.Met} of {sum.Counted}, {sum.Exempt} exempt";
}
