namespace Dispatch.Reports;

/// <summary>By what the outcomes of a period are added up.</summary>
public static class Dimension
{
    public const string Alliance = "alliance";
    public const string Member = "member";
    public const string Chair = "chair";
    public const string Category = "category";
    public const string Community = "community";

    /// <summary>A member and a category, such as <c>chengguan/0128</c>: only the work.</summary>
    public const string Duty = "duty";

    /// <summary>The rows to which an outcome belongs; one that is nobody's belongs to the alliance only.</summary>
    internal static IEnumerable<(string Dimension, string Key)> Of(Outcome outcome)
    {
        yield return (Alliance, "");
        if (outcome.Member.Length > 0)
            yield return (Member, outcome.Member);
        if (outcome.Chair.Length > 0)
            yield return (Chair, outcome.Chair);
        yield return (Category, outcome.Category);
        if (outcome.Community.Length > 0)
            yield return (Community, outcome.Community);
        if (outcome.Kind == OutcomeKind.Work && outcome.Member.Length > 0)
            yield return (Duty, $"{outcome.Member}/{outcome.Category}");
    }
}
