using Dispatch.Language;

namespace Dispatch.Reports;

/// <summary>When a change is proposed (根据作用发挥情况动态调整).</summary>
/// <param name="Name">Stands in the proposals that it makes.</param>
/// <param name="Propose">Of <see cref="ProposalKind"/>.</param>
/// <param name="Below">In percent; null where the rate must be above something.</param>
/// <param name="Above">In percent; null where the rate must be below something.</param>
/// <param name="Orders">The least that must have been counted, so that one bad day is no reason.</param>
/// <param name="Because">What people are told.</param>
public sealed record CharterRule(string Name, string Propose, Measure Measure, double? Below, double? Above, int Orders, Words Because)
{
    public bool Fits(Figure figure) =>
        figure.Asked >= Orders
        && figure.Rate is { } rate
        && (Below is null || rate * 100 < Below)
        && (Above is null || rate * 100 > Above);

    /// <summary>The part of the figure that speaks for it: the orders that made the rate what it is.</summary>
    public string Evidence => Above is not null || Measure.LowIsGood ? Share.Met : Share.Missed;
}
