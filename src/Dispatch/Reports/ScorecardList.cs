using Dispatch.Alliances;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>Reads the scorecards of a period.</summary>
public static class ScorecardList
{
    /// <summary>The scorecards of a period, by the charter that was in force on its last day.</summary>
    public static async Task<Scorecards> FindAsync(
        Database database, Alliance alliance, Period period, DateTimeOffset now, CancellationToken cancel = default)
    {
        var charter = await CharterList.InForceAsync(database, alliance.Code, period.Last, cancel);
        var members = await ReportList.FindAsync(database, alliance.Code, Dimension.Member, period, now, cancel);
        var duties = await ReportList.FindAsync(database, alliance.Code, Dimension.Duty, period, now, cancel);
        var judged = Scorecards.Judge(charter, alliance, members, duties);

        List<Proposal> proposals = [];
        foreach (var proposal in judged.Proposals)
        {
            var (measure, evidence) = (proposal.Rule.Measure, proposal.Rule.Evidence);
            OutcomeFilter filter = new(alliance.Code, period, proposal.Dimension, proposal.Key, measure, null, evidence);
            var orders = await CountedOrderList.PageAsync(database, filter, now, null, Scorecards.MostEvidence, cancel);
            proposals.Add(proposal with { Orders = [.. orders.Select(order => order.Number).Distinct()] });
        }

        return judged with { Proposals = proposals };
    }
}
