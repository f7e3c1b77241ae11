using Dispatch.Alliances;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>How a member did in a period.</summary>
/// <param name="Points">Those of all lines; null where nothing was counted.</param>
/// <param name="Of">The most they could be: measures without anything to count are left out.</param>
/// <param name="Rank">From 1, by points of the most; equals share a rank. Null where nothing was counted.</param>
public sealed record Scorecard(string Member, double? Points, int Of, int? Rank, IReadOnlyList<ScoreLine> Lines)
{
    /// <summary>From 0 to 1; null where nothing was counted.</summary>
    public double? Share => Points is { } points && Of > 0 ? points / Of : null;
}

/// <param name="Points">Null where there was nothing to count.</param>
public sealed record ScoreLine(Figure Figure, int Weight, double? Points);

/// <summary>A change of membership or duties that the charter's rules speak for; the alliance decides.</summary>
/// <param name="What">Of <see cref="Propose"/>.</param>
/// <param name="Category">Of <see cref="Propose.Join"/>, which duty.</param>
/// <param name="Orders">The numbers of those that made the figure what it is, the first of the period first; some at most.</param>
public sealed record Proposal(string What, string Member, string? Category, CharterRule Rule, Figure Figure, IReadOnlyList<string> Orders)
{
    /// <summary>The key of the row that the figure stands in.</summary>
    public string Key => Category is null ? Member : $"{Member}/{Category}";

    public string Dimension => Category is null ? Reports.Dimension.Member : Reports.Dimension.Duty;
}

/// <summary>The scorecards of a period with the charter that made them.</summary>
/// <param name="Cards">One for each member of the alliance, the best first; those without anything to count last.</param>
public sealed record Scorecards(Charter Charter, Report Members, IReadOnlyList<Scorecard> Cards, IReadOnlyList<Proposal> Proposals)
{
    /// <summary>How many orders a proposal names.</summary>
    public const int MostEvidence = 20;

    /// <summary>The scorecards of a period, by the charter that was in force on its last day.</summary>
    public static async Task<Scorecards> FindAsync(Database database, Alliance alliance, Period period, DateTimeOffset now, CancellationToken cancel = default)
    {
        var charter = await CharterStore.InForceAsync(database, alliance.Code, period.Last, cancel);
        var members = await ReportList.FindAsync(database, alliance.Code, Reports.Dimension.Member, period, now, cancel);
        var duties = await ReportList.FindAsync(database, alliance.Code, Reports.Dimension.Duty, period, now, cancel);
        var judged = Judge(charter, alliance, members, duties);

        List<Proposal> proposals = [];
        foreach (var proposal in judged.Proposals)
        {
            OutcomeFilter filter = new(alliance.Code, period, proposal.Dimension, proposal.Key, proposal.Rule.Measure, null, proposal.Rule.Evidence);
            var orders = await ReportList.PageAsync(database, filter, now, null, MostEvidence, cancel);
            proposals.Add(proposal with { Orders = [.. orders.Select(order => order.Number).Distinct()] });
        }

        return judged with { Proposals = proposals };
    }

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
        return new Scorecards(charter, members, ranked, [.. alliance.Members.Values.SelectMany(member => ProposalsOf(charter, member, members, duties))]);
    }

    static Scorecard Card(Charter charter, string member, ReportRow? row)
    {
        List<ScoreLine> lines = [.. charter.Score.Select(weight => Line(weight, row?[weight.Measure] ?? new Figure(weight.Measure, 0, 0, 0)))];
        var counted = lines.Where(line => line.Points is not null).ToList();
        return new Scorecard(member, counted.Count == 0 ? null : counted.Sum(line => line.Points), counted.Sum(line => line.Weight), null, lines);
    }

    static ScoreLine Line(ScoreWeight weight, Figure figure) =>
        new(figure, weight.Points, figure.Rate is { } rate ? weight.Points * (weight.Measure.LowIsGood ? 1 - rate : rate) : null);

    static IEnumerable<Proposal> ProposalsOf(Charter charter, Member member, Report members, Report duties)
    {
        if (members.Find(member.Code) is { } row)
        {
            // Of what rules say about one measure, the gravest.
            var grave = charter.Rules.Where(rule => rule.Propose != Propose.Join && rule.Fits(row[rule.Measure]))
                .GroupBy(rule => rule.Measure)
                .Select(rules => rules.MaxBy(rule => rule.Propose == Propose.Adjust)!);
            foreach (var rule in grave)
                yield return new Proposal(rule.Propose, member.Code, null, rule, row[rule.Measure], []);
        }

        foreach (var duty in duties.Rows.Where(duty => duty.Key.StartsWith($"{member.Code}/", StringComparison.Ordinal)))
        {
            var category = duty.Key[(member.Code.Length + 1)..];
            if (!member.Duties.Contains(category) && charter.Rules.FirstOrDefault(rule => rule.Propose == Propose.Join && rule.Fits(duty[rule.Measure])) is { } rule)
                yield return new Proposal(Propose.Join, member.Code, category, rule, duty[rule.Measure], []);
        }
    }
}
