namespace Dispatch.Reports;

/// <summary>Adds outcomes up by day and by month.</summary>
sealed class OutcomeSums
{
    public const string StagePrefix = "stage:";

    readonly Dictionary<SumKey, Sum> sums = [];

    /// <summary>Those that are not zero.</summary>
    public IEnumerable<KeyValuePair<SumKey, Sum>> All => sums.Where(sum => sum.Value != default);

    /// <param name="times">1 to add it, -1 to take it away. An outcome that is open is in no sum.</param>
    public void Add(Outcome outcome, int times)
    {
        if (outcome.Due is not null)
            return;
        foreach (var (dimension, key) in Dimension.Of(outcome))
        {
            foreach (var period in (ReadOnlySpan<string>)[outcome.Day, outcome.Day[..7]])
            {
                foreach (var measure in Measures.All.Where(measure => (outcome.Asked & measure.Bit) != 0))
                {
                    SumKey sum = new(outcome.Alliance, period, dimension, key, measure.Name, 0);
                    Add(sum, outcome.Exempt ? new Sum(0, 0, times) : new Sum(times, (outcome.Met & measure.Bit) != 0 ? times : 0, 0));
                }

                if (outcome is { Exempt: false, Minutes: { } minutes })
                {
                    SumKey sum = new(outcome.Alliance, period, dimension, key, StagePrefix + outcome.Stage, Buckets.Of(minutes));
                    Add(sum, new Sum(times, 0, 0));
                }
            }
        }
    }

    public void Add(SumKey key, Sum sum) => sums[key] = sums.GetValueOrDefault(key) + sum;
}
