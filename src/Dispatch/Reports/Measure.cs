using Dispatch.Language;

namespace Dispatch.Reports;

/// <summary>A rate that reports show: how many of what is counted had it so (分子、分母).</summary>
/// <param name="Bit">Stands for it in the tables; never given to another measure.</param>
/// <param name="Name">As it stands in addresses, charters and tables.</param>
/// <param name="Kind">The outcomes it is counted on, of <see cref="OutcomeKind"/>.</param>
/// <param name="Met">What the numerator counts.</param>
/// <param name="Asked">What the denominator counts.</param>
/// <param name="Source">Where the formula comes from.</param>
/// <param name="LowIsGood">Whether less of it is better.</param>
public sealed record Measure(int Bit, string Name, Words Title, string Kind, Words Met, Words Asked, string Source, bool LowIsGood = false)
{
    /// <summary>Whether it is counted on outcomes of a kind: the one on which it is overdue has several.</summary>
    public IReadOnlyList<string> Kinds => Kind.Split(' ');
}
