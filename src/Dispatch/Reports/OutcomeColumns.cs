namespace Dispatch.Reports;

/// <summary>The expressions by which outcomes are grouped and filtered.</summary>
static class OutcomeColumns
{
    /// <summary>The key of an outcome in a dimension; empty where it has none.</summary>
    /// <param name="dimension">Of <see cref="Dimension"/>.</param>
    public static string KeyOf(string dimension) => dimension switch
    {
        Dimension.Alliance => "''",
        Dimension.Member => "outcomes.member",
        Dimension.Chair => "outcomes.chair",
        Dimension.Category => "outcomes.category",
        Dimension.Community => "outcomes.community",
        Dimension.Duty => "case when outcomes.member = '' then '' else outcomes.member || '/' || outcomes.category end",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "There is no report by this."),
    };
}
