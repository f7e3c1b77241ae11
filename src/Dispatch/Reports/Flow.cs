namespace Dispatch.Reports;

/// <summary>How orders came in and came to their end.</summary>
/// <param name="Weeks">The last ones up to the end of the period, first to last; each from Monday to Sunday.</param>
/// <param name="Categories">What was filed within the period, by category and weekday; the most first.</param>
public sealed record Flow(Period Period, IReadOnlyList<FlowWeek> Weeks, IReadOnlyList<FlowCategory> Categories);

/// <param name="Filed">Orders that were filed in it.</param>
/// <param name="Ended">Orders that came to their end in it, as the rate of closed ones counts them.</param>
public sealed record FlowWeek(Period Days, long Filed, long Ended);

/// <param name="Weekdays">How many were filed on Mondays, and so on to Sundays.</param>
public sealed record FlowCategory(string Category, IReadOnlyList<long> Weekdays)
{
    public long Sum => Weekdays.Sum();
}
