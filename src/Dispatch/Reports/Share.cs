namespace Dispatch.Reports;

/// <summary>Which part of a figure its orders are shown of.</summary>
public static class Share
{
    /// <summary>The denominator.</summary>
    public const string All = "all";

    /// <summary>The numerator.</summary>
    public const string Met = "met";

    /// <summary>The denominator without the numerator.</summary>
    public const string Missed = "missed";

    /// <summary>What an upheld appeal took out.</summary>
    public const string Exempt = "exempt";

    public static IReadOnlyList<string> Names { get; } = [All, Met, Missed, Exempt];
}
