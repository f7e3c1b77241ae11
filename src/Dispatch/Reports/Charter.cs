using Dispatch.Language;
using NodaTime;

namespace Dispatch.Reports;

/// <summary>What an alliance holds its members to (章程): how a period is scored, and when a change of membership is proposed.</summary>
/// <param name="Alliance">Code; <see cref="Default"/> for that of alliances that have none of their own.</param>
/// <param name="Since">The first day of the periods that it is for.</param>
/// <param name="Score">What a period is scored by; a rate of which less is better scores by what it falls short of one.</param>
/// <param name="Rules">In the order of the file.</param>
public sealed record Charter(string Alliance, int Version, LocalDate Since, Words Title, IReadOnlyList<ScoreWeight> Score, IReadOnlyList<CharterRule> Rules)
{
    public const string Default = "default";
}

/// <param name="Points">What the whole of it is worth.</param>
public sealed record ScoreWeight(Measure Measure, int Points);

/// <summary>When a change is proposed (根据作用发挥情况动态调整).</summary>
/// <param name="Name">Stands in the proposals that it makes.</param>
/// <param name="Propose">Of <see cref="Reports.Propose"/>.</param>
/// <param name="Below">In percent; null where the rate must be above something.</param>
/// <param name="Above">In percent; null where the rate must be below something.</param>
/// <param name="Orders">The least that must have been counted, so that one bad day is no reason.</param>
/// <param name="Because">What people are told.</param>
public sealed record CharterRule(string Name, string Propose, Measure Measure, double? Below, double? Above, int Orders, Words Because)
{
    public bool Fits(Figure figure) =>
        figure.Asked >= Orders && figure.Rate is { } rate && (Below is null || rate * 100 < Below) && (Above is null || rate * 100 > Above);

    /// <summary>The part of the figure that speaks for it: the orders that made the rate what it is.</summary>
    public string Evidence => Above is not null || Measure.LowIsGood ? Share.Met : Share.Missed;
}

/// <summary>What can be proposed to an alliance, the gravest last.</summary>
public static class Propose
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
