namespace Dispatch.Reports;

/// <summary>How exactly lengths of stays are kept, so that the medians of any period can be read off sums.</summary>
/// <remarks>
/// Rounded up: to the minute within an hour, to 5 minutes within 8 hours, to half an hour within 80 hours, and to 8 hours above.
/// </remarks>
static class Buckets
{
    public static int Of(int minutes) => minutes switch
    {
        <= 60 => minutes,
        <= 480 => Up(minutes, 5),
        <= 4800 => Up(minutes, 30),
        _ => Up(minutes, 480),
    };

    /// <summary>The same of a column, in the words of both databases.</summary>
    public static string Sql(string minutes) => $"""
        case when {minutes} <= 60 then {minutes}
                    when {minutes} <= 480 then ({minutes} + 4) / 5 * 5
                    when {minutes} <= 4800 then ({minutes} + 29) / 30 * 30
                    else ({minutes} + 479) / 480 * 480
                end
        """;

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
