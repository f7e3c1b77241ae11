namespace Dispatch.Reports;

/// <summary>The rates of a period: of an alliance as a whole, and by one dimension.</summary>
/// <param name="Dimension">Of <see cref="Reports.Dimension"/>.</param>
/// <param name="AsOf">What is open and overdue counts as it stood then.</param>
/// <param name="Total">Of the alliance.</param>
/// <param name="Rows">In the order of their keys; none where the dimension is the alliance itself.</param>
public sealed record Report(string Alliance, string Dimension, Period Period, DateTimeOffset AsOf, ReportRow Total, IReadOnlyList<ReportRow> Rows)
{
    public ReportRow? Find(string key) => Rows.FirstOrDefault(row => row.Key == key);
}

/// <param name="Key">Code of the member or category, or id of the worker; empty for the alliance.</param>
/// <param name="Figures">One for each of <see cref="Measures.All"/>, in its order.</param>
/// <param name="Stays">The stages that were left, by name.</param>
public sealed record ReportRow(string Key, IReadOnlyList<Figure> Figures, IReadOnlyList<StageTime> Stays)
{
    public Figure this[Measure measure] => Figures.First(figure => figure.Measure == measure);
}

/// <summary>A rate with what it is made of.</summary>
/// <param name="Met">The numerator.</param>
/// <param name="Asked">The denominator.</param>
/// <param name="Exempt">What an upheld appeal took out of it.</param>
public sealed record Figure(Measure Measure, long Met, long Asked, long Exempt)
{
    /// <summary>From 0 to 1; null where there was nothing to count, which is never taken for all or nothing.</summary>
    public double? Rate => Asked == 0 ? null : (double)Met / Asked;

    public override string ToString() => $"{Measure.Name} {Met}/{Asked}{(Exempt > 0 ? $" ({Exempt} exempt)" : "")}";
}

/// <summary>How long orders stayed at a stage, in working time without what was suspended.</summary>
/// <param name="MedianMinutes">Rounded up: to the minute within an hour, 5 minutes within 8 hours, half an hour within 80, else 8 hours.</param>
/// <param name="NinetiethMinutes">The 90th percentile, rounded likewise.</param>
public sealed record StageTime(string Stage, long Count, int MedianMinutes, int NinetiethMinutes);

/// <summary>Gathers the sums of a report into its rows.</summary>
sealed class ReportDraft
{
    readonly Dictionary<string, (Dictionary<string, Sum> Figures, Dictionary<string, Dictionary<int, long>> Stays)> rows = [];

    public IEnumerable<string> Keys => rows.Keys;

    public void Add(string key, string measure, int bucket, Sum sum)
    {
        var (figures, stays) = RowOf(key);
        if (!measure.StartsWith(Sums.StagePrefix, StringComparison.Ordinal))
        {
            figures[measure] = figures.GetValueOrDefault(measure) + sum;
            return;
        }

        var stage = measure[Sums.StagePrefix.Length..];
        if (!stays.TryGetValue(stage, out var buckets))
            stays[stage] = buckets = [];
        buckets[bucket] = buckets.GetValueOrDefault(bucket) + sum.Counted;
    }

    /// <summary>Outcomes that are the same in all that rates ask.</summary>
    public void Add(string key, int asked, int met, bool exempt, long count)
    {
        foreach (var measure in Measures.All.Where(measure => (asked & measure.Bit) != 0))
            Add(key, measure.Name, 0, exempt ? new Sum(0, 0, count) : new Sum(count, (met & measure.Bit) != 0 ? count : 0, 0));
    }

    public ReportRow Row(string key)
    {
        var (figures, stays) = RowOf(key);
        return new ReportRow(
            key,
            [.. Measures.All.Select(measure => Of(measure, figures.GetValueOrDefault(measure.Name)))],
            [.. stays.OrderBy(stay => stay.Key, StringComparer.Ordinal).Select(stay => Of(stay.Key, stay.Value)).OfType<StageTime>()]);
    }

    static Figure Of(Measure measure, Sum sum) => new(measure, sum.Met, sum.Counted, sum.Exempt);

    static StageTime? Of(string stage, Dictionary<int, long> buckets)
    {
        List<(int, long)> stays = [.. buckets.Where(bucket => bucket.Value > 0).Select(bucket => (bucket.Key, bucket.Value))];
        return Buckets.Percentile(stays, 50) is { } median && Buckets.Percentile(stays, 90) is { } ninetieth
            ? new StageTime(stage, stays.Sum(stay => stay.Item2), median, ninetieth)
            : null;
    }

    (Dictionary<string, Sum> Figures, Dictionary<string, Dictionary<int, long>> Stays) RowOf(string key)
    {
        if (!rows.TryGetValue(key, out var row))
            rows[key] = row = ([], []);
        return row;
    }
}
