namespace Dispatch.Reports;

/// <summary>Which outcomes a figure is made of.</summary>
/// <param name="Dimension">Of <see cref="Reports.Dimension"/>.</param>
/// <param name="Key">Of the row; null for the alliance as a whole.</param>
/// <param name="Measure">Null for the stays of a stage.</param>
/// <param name="Stage">The stage whose stays are meant; null for a measure.</param>
/// <param name="Of">Of <see cref="Share"/>.</param>
public sealed record OutcomeFilter(
    string Alliance, Period Period, string Dimension, string? Key, Measure? Measure, string? Stage, string Of)
{
    /// <summary>The time of the orders that lies in the period; null for the day on which each outcome was decided.</summary>
    public CountedBy? By { get; init; }

    public IReadOnlyList<string> Kinds =>
        Dimension == Reports.Dimension.Duty ? [OutcomeKind.Work] : Measure?.Kinds ?? [OutcomeKind.Stay];
}
