using Dapper;
using Dispatch.Alliances;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>Proves that reports are what the history makes them: counts every order again and adds everything up again.</summary>
public static class Recount
{
    const string PageSql = "select id from orders where id > @after order by id limit 1000";

    const string WaitingSql = "select distinct order_id from uncounted";

    const string SumsSql = "select alliance, period, dimension, key as keytext, measure, bucket, counted, met, exempt from outcome_sums";

    const string CountSql = "select count(*) from outcomes";

    /// <param name="Outcomes">How many there are.</param>
    /// <param name="Waiting">How many orders took steps that are still to be counted; nothing is said of them.</param>
    /// <param name="Differences">A sentence each; empty when all is well.</param>
    public sealed record Report(long Outcomes, int Waiting, IReadOnlyList<string> Differences);

    /// <summary>Reads everything; safe beside running servers.</summary>
    public static async Task<Report> RunAsync(Database database, AllianceDirectory alliances, CancellationToken cancel = default)
    {
        List<string> differences = [];
        Sums sums = new();
        long outcomes = 0;

        await using var connection = await database.ConnectAsync(cancel);
        await using var snapshot = await Database.SnapshotAsync(connection, cancel);
        var waiting = (await connection.QueryAsync<Guid>(new CommandDefinition(WaitingSql, transaction: snapshot, cancellationToken: cancel))).ToHashSet();
        for (var after = Guid.Empty; ;)
        {
            var page = (await connection.QueryAsync<Guid>(new CommandDefinition(PageSql, new { after }, snapshot, cancellationToken: cancel))).AsList();
            if (page.Count == 0)
                break;

            var stored = (await OutcomeStore.OfAsync(database, connection, page, snapshot, cancel)).ToLookup(outcome => outcome.OrderId);
            var found = await OutcomeCount.FindAsync(database, connection, alliances, page, snapshot, cancel);
            foreach (var id in page)
            {
                foreach (var outcome in stored[id])
                    sums.Add(outcome, 1);
                outcomes += stored[id].Count();
                if (!waiting.Contains(id) && !stored[id].SequenceEqual(found[id]))
                    differences.Add($"Order {id}: its history makes other outcomes than are stored.{Difference([.. stored[id]], found[id])}");
            }

            after = page[^1];
        }

        if (await connection.ExecuteScalarAsync<long>(CountSql, transaction: snapshot) is var all && all != outcomes)
            differences.Add($"{all - outcomes} outcomes belong to no order.");

        var expected = sums.All.ToDictionary();
        foreach (var row in await connection.QueryAsync<SumRow>(SumsSql, transaction: snapshot))
        {
            if (expected.Remove(row.Key, out var sum) ? sum != row.Sum : row.Sum != default)
                differences.Add($"The sum {Name(row.Key)} is stored as {Text(row.Sum)} and should be {Text(sum)}.");
        }

        differences.AddRange(expected.Select(missing => $"The sum {Name(missing.Key)} is missing and should be {Text(missing.Value)}."));
        return new Report(outcomes, waiting.Count, differences);
    }

    static string Difference(IReadOnlyList<Outcome> stored, IReadOnlyList<Outcome> found)
    {
        var pair = stored.Cast<Outcome?>().Zip(found).FirstOrDefault(pair => pair.First != pair.Second);
        return pair.First is null ? $" {stored.Count} instead of {found.Count}." : $" {pair.First} instead of {pair.Second}.";
    }

    static string Name(SumKey key) => $"{key.Measure} of {key.Alliance} in {key.Period} by {key.Dimension} '{key.Key}'{(key.Bucket > 0 ? $" at {key.Bucket} minutes" : "")}";

    static string Text(Sum sum) => $"{sum.Met} of {sum.Counted}, {sum.Exempt} exempt";
}

/// <summary>A row of <c>outcome_sums</c>.</summary>
sealed record SumRow
{
    public string Alliance { get; init; } = "";
    public string Period { get; init; } = "";
    public string Dimension { get; init; } = "";
    public SumKey Key => new(Alliance, Period, Dimension, KeyText, Measure, Bucket);
    public string KeyText { get; init; } = "";
    public string Measure { get; init; } = "";
    public int Bucket { get; init; }
    public long Counted { get; init; }
    public long Met { get; init; }
    public long Exempt { get; init; }
    public Sum Sum => new(Counted, Met, Exempt);
}
