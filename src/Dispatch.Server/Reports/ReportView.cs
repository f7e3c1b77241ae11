using System.Text.Json.Serialization;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Reports;

namespace Dispatch.Server.Reports;

/// <summary>The reports there are and the rates they show.</summary>
public sealed record ReportCatalog(IReadOnlyList<string> Reports, IReadOnlyList<MeasureView> Measures);

/// <param name="Measure">As it stands in figures, addresses and charters.</param>
/// <param name="Numerator">What is counted above the line.</param>
/// <param name="Denominator">And below.</param>
/// <param name="Source">Where the formula comes from; the README has the list.</param>
/// <param name="LowIsGood">Whether less of it is better.</param>
public sealed record MeasureView(string Measure, Words Title, Words Numerator, Words Denominator, string Source, bool LowIsGood)
{
    internal static MeasureView Of(Measure measure) =>
        new(measure.Name, measure.Title, measure.Met, measure.Asked, measure.Source, measure.LowIsGood);
}

/// <summary>The rates of a period.</summary>
/// <param name="From">First day, local to the alliance.</param>
/// <param name="To">Last day.</param>
/// <param name="AsOf">What is open and overdue counts as it stood then.</param>
/// <param name="Total">Of the alliance as a whole.</param>
/// <param name="Rows">Those that the caller may see.</param>
public sealed record ReportView(
    string Report, string Alliance, Words Name, string From, string To, DateTimeOffset AsOf,
    ReportRowView Total, IReadOnlyList<ReportRowView> Rows)
{
    /// <summary>filed or reported: the time of the orders that lies in the period; left out where what counts was decided in it.</summary>
    public string? By { get; init; }
}

/// <param name="Key">Code of the member or category, or id of the worker; left out of the total.</param>
/// <param name="Name">Left out where there is none: people are not named.</param>
/// <param name="ExemptOrders">
/// Orders left out of all rates since an appeal was upheld; what happened to them stays in their history.
/// </param>
public sealed record ReportRowView(
    string? Key, Words? Name, IReadOnlyList<FigureView> Figures, IReadOnlyList<StageTime> Stays, long ExemptOrders);

/// <param name="Rate">From 0 to 1; null where there was nothing to count.</param>
/// <param name="Exempt">What upheld appeals took out of the denominator.</param>
public sealed record FigureView(
    string Measure, Words Title, long Numerator, long Denominator,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Rate, long Exempt)
{
    internal static FigureView Of(Figure figure) =>
        new(figure.Measure.Name, figure.Measure.Title, figure.Met, figure.Asked, figure.Rate, figure.Exempt);
}

/// <summary>The orders behind a figure.</summary>
/// <param name="Next">For the page after; left out on the last.</param>
public sealed record CountedOrderPage(IReadOnlyList<CountedOrderView> Orders, string? Next);

/// <param name="Day">On which it counts.</param>
/// <param name="Met">Whether the numerator has it.</param>
/// <param name="Minutes">Of a stay: working time.</param>
/// <param name="OverdueSince">Where it is still open.</param>
public sealed record CountedOrderView(
    string Number, string Title, string Day, string Category, string? Member, string? Chair, bool Met, bool Exempt,
    int? Minutes, DateTimeOffset? OverdueSince)
{
    internal static CountedOrderView Of(CountedOrder order) => new(
        order.Number, PersonalNumbers.Hidden(order.Title), order.Day, order.Category, NullIfEmpty(order.Member), NullIfEmpty(order.Chair),
        order.Met, order.Exempt, order.Minutes, order.Due);

    static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}

/// <summary>How members did in a period, with the charter that judged them.</summary>
/// <param name="Cards">Those that the caller may see in full.</param>
/// <param name="Ranking">All, as an alliance publishes it.</param>
/// <param name="Proposals">Those that the caller may see; the alliance decides on them.</param>
public sealed record ScorecardsView(
    string Alliance, Words Name, string From, string To, DateTimeOffset AsOf, CharterView Charter, IReadOnlyList<RankView> Ranking,
    IReadOnlyList<CardView> Cards, IReadOnlyList<ProposalView> Proposals);

/// <param name="Charter">Code of the alliance whose it is; <c>default</c> where it has none.</param>
public sealed record CharterView(string Charter, int Version, string Since, Words Title);

/// <param name="Rank">Left out where nothing was counted.</param>
/// <param name="Score">From 0 to 1; left out where nothing was counted.</param>
public sealed record RankView(int? Rank, string Member, Words Name, double? Score);

/// <param name="Points">Left out where nothing was counted.</param>
/// <param name="Of">The most they could be; measures without anything to count are left out.</param>
public sealed record CardView(string Member, Words Name, double? Points, int Of, IReadOnlyList<ScoreLineView> Lines);

/// <param name="Points">Left out where there was nothing to count.</param>
public sealed record ScoreLineView(FigureView Figure, int Weight, double? Points);

/// <param name="Propose">join 加入, observe 观察 or adjust 调整.</param>
/// <param name="Category">Of join: the duty.</param>
/// <param name="Rule">Of the charter.</param>
/// <param name="Orders">Numbers of those that made the figure what it is; some at most.</param>
public sealed record ProposalView(
    string Propose, string Member, Words Name, string? Category, string Rule, Words Because, double? Below, double? Above,
    int AtLeast, FigureView Figure,
    IReadOnlyList<string> Orders);

/// <summary>Makes what callers see of reports.</summary>
static class ReportViews
{
    public static ReportView Of(string name, Report report, Alliance alliance, Func<string, bool> maySee) => new(
        name, alliance.Code, alliance.Name, Day(report.Period.First), Day(report.Period.Last), report.AsOf,
        Row(report.Total, null, null),
        [.. report.Rows.Where(row => maySee(row.Key)).Select(row => Row(row, row.Key, NameOf(report.Dimension, row.Key, alliance)))]);

    public static ScorecardsView Of(Scorecards scorecards, Alliance alliance, Func<string, bool> maySee)
    {
        var (charter, report) = (scorecards.Charter, scorecards.Members);
        return new ScorecardsView(
            alliance.Code, alliance.Name, Day(report.Period.First), Day(report.Period.Last), report.AsOf,
            new CharterView(charter.Alliance, charter.Version, Day(charter.Since), charter.Title),
            [.. scorecards.Cards.Select(card =>
                new RankView(card.Rank, card.Member, MemberName(card.Member, alliance), Round(card.Share)))],
            [
                .. scorecards.Cards.Where(card => maySee(card.Member)).Select(card => new CardView(
                    card.Member, MemberName(card.Member, alliance), Round(card.Points), card.Of,
                    [.. card.Lines.Select(line => new ScoreLineView(FigureView.Of(line.Figure), line.Weight, Round(line.Points)))])),
            ],
            [
                .. scorecards.Proposals.Where(proposal => maySee(proposal.Member)).Select(proposal => new ProposalView(
                    proposal.What, proposal.Member, MemberName(proposal.Member, alliance), proposal.Category,
                    proposal.Rule.Name, proposal.Rule.Because,
                    proposal.Rule.Below, proposal.Rule.Above, proposal.Rule.Orders, FigureView.Of(proposal.Figure), proposal.Orders)),
            ]);
    }

    public static Words MemberName(string code, Alliance alliance) =>
        alliance.Members.GetValueOrDefault(code)?.Name ?? new Words(code, code);

    static ReportRowView Row(ReportRow row, string? key, Words? name) =>
        new(key, name, [.. row.Figures.Select(FigureView.Of)], row.Stays, row[Measures.Closed].Exempt);

    public static Words? NameOf(string dimension, string key, Alliance alliance) => dimension switch
    {
        Dimension.Member or Dimension.Chair => MemberName(key, alliance),
        Dimension.Category => alliance.Categories.GetValueOrDefault(key) ?? new Words(key, key),
        _ => null,
    };

    static double? Round(double? value) => value is { } known ? Math.Round(known, 4) : null;

    internal static string Day(NodaTime.LocalDate day) => NodaTime.Text.LocalDatePattern.Iso.Format(day);
}
