namespace Dispatch.Reports;

/// <summary>By what the outcomes of a period are told apart.</summary>
public static class Dimension
{
    public const string Alliance = "alliance";
    public const string Member = "member";
    public const string Chair = "chair";
    public const string Category = "category";
    public const string Community = "community";

    /// <summary>A member and a category, such as <c>chengguan/0128</c>: only the work.</summary>
    public const string Duty = "duty";

    /// <summary>Where an outcome belongs; one that is nobody's belongs to the alliance only.</summary>
    internal static IEnumerable<(string Dimension, string Key)> Of(Outcome outcome)
    {
        yield return (Alliance, "");
        if (outcome.Member.Length > 0)
            yield return (Member, outcome.Member);
        if (outcome.Chair.Length > 0)
            yield return (Chair, outcome.Chair);
        yield return (Category, outcome.Category);
        if (outcome.Community.Length > 0)
            yield return (Community, outcome.Community);
        if (outcome.Kind == OutcomeKind.Work && outcome.Member.Length > 0)
            yield return (Duty, $"{outcome.Member}/{outcome.Category}");
    }
}

/// <summary>A row of <c>outcome_sums</c> without its numbers.</summary>
/// <param name="Period">A day or a month.</param>
/// <param name="Measure">Of <see cref="Measures"/>, or <c>stage:</c> and a stage.</param>
/// <param name="Bucket">0, or of <see cref="Buckets"/>.</param>
readonly record struct SumKey(string Alliance, string Period, string Dimension, string Key, string Measure, int Bucket);

/// <param name="Counted">The denominator.</param>
/// <param name="Met">The numerator.</param>
/// <param name="Exempt">What would be in the denominator had no appeal been upheld.</param>
readonly record struct Sum(long Counted, long Met, long Exempt)
{
    public static Sum operator +(Sum one, Sum other) => new(one.Counted + other.Counted, one.Met + other.Met, one.Exempt + other.Exempt);
}

/// <summary>Adds outcomes up by day and by month.</summary>
sealed class Sums
{
    public const string StagePrefix = "stage:";

    readonly Dictionary<SumKey, Sum> sums = [];

    /// <summary>Those that are not nothing.</summary>
    public IEnumerable<KeyValuePair<SumKey, Sum>> All => sums.Where(sum => sum.Value != default);

    /// <param name="times">1 to add it, -1 to take it away. What is open is in no sum.</param>
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
                    Add(new SumKey(outcome.Alliance, period, dimension, key, measure.Name, 0), outcome.Exempt
                        ? new Sum(0, 0, times)
                        : new Sum(times, (outcome.Met & measure.Bit) != 0 ? times : 0, 0));
                }

                if (outcome is { Exempt: false, Minutes: { } minutes })
                    Add(new SumKey(outcome.Alliance, period, dimension, key, StagePrefix + outcome.Stage, Buckets.Of(minutes)), new Sum(times, 0, 0));
            }
        }
    }

    public void Add(SumKey key, Sum sum) => sums[key] = sums.GetValueOrDefault(key) + sum;
}

/// <summary>How exactly lengths of stays are kept, so that medians of any period can be told from sums.</summary>
/// <remarks>To the minute within an hour, to 5 minutes within 8 hours, to half an hour within ten days of 8 hours, else to 8 hours; rounded up.</remarks>
static class Buckets
{
    public static int Of(int minutes) => minutes switch
    {
        <= 60 => minutes,
        <= 480 => Up(minutes, 5),
        <= 4800 => Up(minutes, 30),
        _ => Up(minutes, 480),
    };

    static int Up(int minutes, int step) => (minutes + step - 1) / step * step;

    /// <summary>The smallest length that a share of all stays does not exceed (nearest rank); null where there are none.</summary>
    public static int? Percentile(IReadOnlyCollection<(int Bucket, long Count)> stays, int percent)
    {
        var rank = (stays.Sum(stay => stay.Count) * percent + 99) / 100;
        foreach (var (bucket, count) in stays.OrderBy(stay => stay.Bucket))
        {
            rank -= count;
            if (rank <= 0)
                return bucket;
        }

        return null;
    }
}
