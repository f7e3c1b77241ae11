namespace Dispatch.Reports;

/// <summary>A change of membership or duties that the charter's rules speak for; the alliance decides.</summary>
/// <param name="What">Of <see cref="ProposalKind"/>.</param>
/// <param name="Category">The duty, where it is <see cref="ProposalKind.Join"/>.</param>
/// <param name="Orders">The numbers of those that made the figure what it is, the first of the period first; some at most.</param>
public sealed record Proposal(string What, string Member, string? Category, CharterRule Rule, Figure Figure, IReadOnlyList<string> Orders)
{
    /// <summary>The key of the row that the figure stands in.</summary>
    public string Key => Category is null ? Member : $"{Member}/{Category}";

    public string Dimension => Category is null ? Reports.Dimension.Member : Reports.Dimension.Duty;
}
