using Dispatch.Language;
using NodaTime;

namespace Dispatch.Reports;

/// <summary>What an alliance holds its members to (章程): how a period is scored, and when a change of membership is proposed.</summary>
/// <param name="Alliance">Code; <see cref="Default"/> for that of alliances that have none of their own.</param>
/// <param name="Since">The first day of the periods that it is for.</param>
/// <param name="Score">What a period is scored by; a rate of which less is better scores by what is missing to 100 %.</param>
/// <param name="Rules">In the order of the file.</param>
public sealed record Charter(
    string Alliance, int Version, LocalDate Since, Words Title, IReadOnlyList<ScoreWeight> Score, IReadOnlyList<CharterRule> Rules)
{
    public const string Default = "default";
}
