using Dispatch.Alliances;

namespace Dispatch.Reports;

/// <summary>The scorecards of a period with the charter that made them.</summary>
/// <param name="Cards">One for each member of the alliance, the best first; those without anything to count last.</param>
public sealed record Scorecards(Charter Charter, Report Members, IReadOnlyList<Scorecard> Cards, IReadOnlyList<Proposal> Proposals)
{
    /// <summary>How many orders a proposal names.</summary>
    public const int MostEvidence = 20;

    /// <summary>Judges the figures of a period. Pure; the proposals have no orders yet.</summary>
    /// <param name="duties">By <see cref="Reports.Dimension.Duty"/>.</param>
    public static Scorecards Judge(Charter charter, Alliance alliance, Report members, Report duties)
    {
        var cards = alliance.Members.Keys.Select(member => Card(charter, member, members.Find(member))).ToList();
        List<Scorecard> ranked =
        [
            .. cards.Select(card => card with { Rank = card.Share is { } share ? 1 + cards.Count(other => other.Share > share) : null })
                .OrderBy(card => card.Rank ?? int.MaxValue).ThenBy(card => card.Member, StringComparer.Ordinal),
        ];
        var proposals = alliance.Members.Values.SelectMany(member => ProposalsOf(charter, member, members, duties));
        return new Scorecards(charter, members, ranked, [.. proposals]);
    }

    static Scorecard Card(Charter charter, string member, ReportRow? row)
    {
        List<ScoreLine> lines =
            [.. charter.Score.Select(weight => Line(weight, row?[weight.Measure] ?? new Figure(weight.Measure, 0, 0, 0)))];
        var counted = lines.Where(line => line.Points is not null).ToList();
        var points = counted.Count == 0 ? null : counted.Sum(line => line.Points);
        return new Scorecard(member, points, counted.Sum(line => line.Weight), null, lines);
    }

    static ScoreLine Line(ScoreWeight weight, Figure figure) =>
        new(figure, weight.Points, figure.Rate is { } rate ? weight.Points * (weight.Measure.LowIsGood ? 1 - rate : rate) : null);

    static IEnumerable<Proposal> ProposalsOf(Charter charter, Member member, Report members, Report duties)
    {
        if (members.Find(member.Code) is { } row)
        {
            // Where several rules about one measure fit, the gravest.
            var grave = charter.Rules.Where(rule => rule.Propose != ProposalKind.Join && rule.Fits(row[rule.Measure]))
                .GroupBy(rule => rule.Measure)
                .Select(rules => rules.MaxBy(rule => rule.Propose == ProposalKind.Adjust)!);
            foreach (var rule in grave)
                yield return new Proposal(rule.Propose, member.Code, null, rule, row[rule.Measure], []);
        }

        foreach (var duty in duties.Rows.Where(duty => duty.Key.StartsWith($"{member.Code}/", StringComparison.Ordinal)))
        {
            var category = duty.Key[(member.Code.Length + 1)..];
            if (!member.Duties.Contains(category) && charter.Rules.FirstOrDefault(Fits) is { } rule)
                yield return new Proposal(ProposalKind.Join, member.Code, category, rule, duty[rule.Measure], []);

            bool Fits(CharterRule rule) => rule.Propose == ProposalKind.Join && rule.Fits(duty[rule.Measure]);
        }
    }
}
