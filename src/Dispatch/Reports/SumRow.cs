namespace Dispatch.Reports;

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
