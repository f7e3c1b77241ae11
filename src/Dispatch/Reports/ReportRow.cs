namespace Dispatch.Reports;

/// <summary>The rates and the lengths of stays of one member, category, worker or other key of a report.</summary>
/// <param name="Key">Code of the member or category, or id of the worker; empty for the alliance.</param>
/// <param name="Figures">One for each of <see cref="Measures.All"/>, in its order.</param>
/// <param name="Stays">The stages that were left, by name.</param>
public sealed record ReportRow(string Key, IReadOnlyList<Figure> Figures, IReadOnlyList<StageTime> Stays)
{
    public Figure this[Measure measure] => Figures.First(figure => figure.Measure == measure);
}
