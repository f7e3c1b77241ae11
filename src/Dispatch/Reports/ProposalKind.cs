namespace Dispatch.Reports;

/// <summary>What can be proposed to an alliance, the gravest last.</summary>
public static class ProposalKind
{
    /// <summary>
    /// 加入: a member does the work of a category that is not among its duties, and does it well. An organisation that the alliance's file
    /// lists without any duty joins so; one that has duties takes another on. What nobody lists cannot be given orders, nor seen here.
    /// </summary>
    public const string Join = "join";

    /// <summary>观察: the next period decides.</summary>
    public const string Observe = "observe";

    /// <summary>调整: of duties or membership.</summary>
    public const string Adjust = "adjust";

    public static IReadOnlyList<string> All { get; } = [Join, Observe, Adjust];
}
