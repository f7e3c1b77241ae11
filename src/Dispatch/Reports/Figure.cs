namespace Dispatch.Reports;

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
