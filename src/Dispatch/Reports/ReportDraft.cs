namespace Dispatch.Reports;

/// <summary>Gathers the sums of a report into its rows.</summary>
sealed class ReportDraft
{
    readonly Dictionary<string, (Dictionary<string, Sum> Figures, Dictionary<string, Dictionary<int, long>> Stays)> rows = [];

    public IEnumerable<string> Keys => rows.Keys;

    public void Add(string key, string measure, int bucket, Sum sum)
    {
        var (figures, stays) = RowOf(key);
        if (!measure.StartsWith(OutcomeSums.StagePrefix, StringComparison.Ordinal))
        {
            figures[measure] = figures.GetValueOrDefault(measure) + sum;
            return;
        }

        var stage = measure[OutcomeSums.StagePrefix.Length..];
        if (!stays.TryGetValue(stage, out var buckets))
            stays[stage] = buckets = [];
        buckets[bucket] = buckets.GetValueOrDefault(bucket) + sum.Counted;
    }

    /// <summary>Some outcomes that measures count in the same way.</summary>
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
