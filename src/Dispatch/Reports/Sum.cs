namespace Dispatch.Reports;

/// <summary>The numbers of a row of <c>outcome_sums</c>.</summary>
/// <param name="Counted">The denominator.</param>
/// <param name="Met">The numerator.</param>
/// <param name="Exempt">What would be in the denominator had no appeal been upheld.</param>
readonly record struct Sum(long Counted, long Met, long Exempt)
{
    public static Sum operator +(Sum one, Sum other) => new(one.Counted + other.Counted, one.Met + other.Met, one.Exempt + other.Exempt);
}
