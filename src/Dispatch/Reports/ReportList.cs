using Dapper;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>Reads reports: from the sums, and from the outcomes for what is open and overdue.</summary>
public static class ReportList
{
    // By dimension, since the alliance has a key of its own that no other dimension has.
    static string SumsSql(Database database) => $"""
        select dimension, key, measure, bucket,
               cast(sum(counted) as bigint) as counted, cast(sum(met) as bigint) as met, cast(sum(exempt) as bigint) as exempt
          from outcome_sums
         where alliance = @alliance
           and dimension in ('alliance', @dimension)
           and {database.Among("period", "periods")}
         group by dimension, key, measure, bucket
        """;

    static string OpenSql(string dimension) => $"""
        select {OutcomeColumns.KeyOf(dimension)} as key, kind, asked, met, exempt, count(*) as counted
          from outcomes
         where alliance = @alliance
           and due <= @now
           and day between @first and @last
         group by 1, 2, 3, 4, 5
        """;

    // From the orders that came in: there are as many as a period has, and each has some nine outcomes.
    static string CameInSql(string dimension, CountedBy by) => $"""
        select {OutcomeColumns.KeyOf(dimension)} as key, kind, asked, met, exempt, outcomes.stage as stage,
               {Buckets.Sql("minutes")} as bucket, count(*) as counted
          from orders
          join outcomes on outcomes.order_id = orders.id
         where orders.alliance = @alliance
           and {by.Condition}
           and (outcomes.due is null or outcomes.due <= @now)
         group by 1, 2, 3, 4, 5, 6, 7
        """;

    /// <summary>What came of the orders that were filed, or reported, in a period, whenever it was decided.</summary>
    /// <remarks>Read from the outcomes themselves: no sums are kept by these days.</remarks>
    /// <param name="dimension">Of <see cref="Dimension"/>.</param>
    /// <param name="by">Null for <see cref="FindAsync(Database, string, string, Period, DateTimeOffset, CancellationToken)"/>.</param>
    /// <param name="now">What is open and was due before then counts as it stands.</param>
    public static async Task<Report> FindAsync(
        Database database, string alliance, string dimension, Period period, CountedBy? by, DateTimeOffset now,
        CancellationToken cancel = default)
    {
        if (by is null)
            return await FindAsync(database, alliance, dimension, period, now, cancel);

        ReportDraft rows = new(), total = new();
        await using var connection = await database.ConnectAsync(cancel);
        var found = await connection.QueryAsync<OutcomesRow>(new CommandDefinition(
            CameInSql(dimension, by), new { alliance, from = by.From, to = by.To, now }, cancellationToken: cancel));
        foreach (var row in found)
        {
            Add(total, "", row);
            if (row.Key.Length > 0 && (dimension != Dimension.Duty || row.Kind == OutcomeKind.Work))
                Add(rows, row.Key, row);
        }

        return Made(alliance, dimension, period, now, total, rows);

        static void Add(ReportDraft draft, string key, OutcomesRow row)
        {
            draft.Add(key, row.Asked, row.Met, row.Exempt, row.Counted);
            if (row is { Exempt: false, Bucket: { } bucket })
                draft.Add(key, OutcomeSums.StagePrefix + row.Stage, bucket, new Sum(row.Counted, 0, 0));
        }
    }

    /// <summary>A report of an alliance: what was decided in a period.</summary>
    /// <param name="dimension">Of <see cref="Dimension"/>.</param>
    /// <param name="now">What is open and was due before then counts as it stands.</param>
    public static async Task<Report> FindAsync(
        Database database, string alliance, string dimension, Period period, DateTimeOffset now, CancellationToken cancel = default)
    {
        ReportDraft rows = new(), total = new();
        var (first, last) = (Days.Text(period.First), Days.Text(period.Last));

        await using var connection = await database.ConnectAsync(cancel);
        // One snapshot: otherwise an outcome that is done between the two readings would count twice, or not at all.
        await using var snapshot = await Database.SnapshotAsync(connection, cancel);
        var periods = database.List(period.Pieces());
        var sums = await connection.QueryAsync<KeyedSumRow>(new CommandDefinition(
            SumsSql(database), new { alliance, dimension, periods }, snapshot, cancellationToken: cancel));
        foreach (var row in sums.Where(row => row.Counted != 0 || row.Exempt != 0))
        {
            var draft = row.Dimension == Dimension.Alliance ? total : rows;
            draft.Add(row.Key, row.Measure, row.Bucket, new Sum(row.Counted, row.Met, row.Exempt));
        }

        var open = await connection.QueryAsync<OutcomesRow>(new CommandDefinition(
            OpenSql(dimension), new { alliance, now, first, last }, snapshot, cancellationToken: cancel));
        foreach (var row in open)
        {
            total.Add("", row.Asked, row.Met, row.Exempt, row.Counted);
            if (row.Key.Length > 0 && (dimension != Dimension.Duty || row.Kind == OutcomeKind.Work))
                rows.Add(row.Key, row.Asked, row.Met, row.Exempt, row.Counted);
        }

        return Made(alliance, dimension, period, now, total, rows);
    }

    static Report Made(
        string alliance, string dimension, Period period, DateTimeOffset now, ReportDraft total, ReportDraft rows) =>
        new(alliance, dimension, period, now, total.Row(""), [.. rows.Keys.Order(StringComparer.Ordinal).Select(rows.Row).ToList()]);

    sealed record KeyedSumRow
    {
        public string Dimension { get; init; } = "";
        public string Key { get; init; } = "";
        public string Measure { get; init; } = "";
        public int Bucket { get; init; }
        public long Counted { get; init; }
        public long Met { get; init; }
        public long Exempt { get; init; }
    }

    sealed record OutcomesRow
    {
        public string Key { get; init; } = "";
        public string Kind { get; init; } = "";
        public int Asked { get; init; }
        public int Met { get; init; }
        public bool Exempt { get; init; }
        public string Stage { get; init; } = "";

        /// <summary>Of a stay that has ended.</summary>
        public int? Bucket { get; init; }

        public long Counted { get; init; }
    }
}
