namespace Dispatch.Reports;

/// <summary>The rates of a period: of an alliance as a whole, and by one dimension.</summary>
/// <param name="Dimension">Of <see cref="Reports.Dimension"/>.</param>
/// <param name="AsOf">What is open and overdue counts as it stood then.</param>
/// <param name="Total">Of the alliance.</param>
/// <param name="Rows">In the order of their keys; none where the dimension is the alliance itself.</param>
public sealed record Report(
    string Alliance, string Dimension, Period Period, DateTimeOffset AsOf, ReportRow Total, IReadOnlyList<ReportRow> Rows)
{
    public ReportRow? Find(string key) => Rows.FirstOrDefault(row => row.Key == key);
}
