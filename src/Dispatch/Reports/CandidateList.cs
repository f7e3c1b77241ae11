using Dapper;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Storage;
using NodaTime;

namespace Dispatch.Reports;

/// <summary>Reads whom an order could be given to, with the reasons.</summary>
public static class CandidateList
{
    /// <summary>How far back the record of a member is read.</summary>
    public const int Days = 90;

    static string OpenSql(Database database) => $"""
        select member, count(*) as open, count(case when due <= @now then 1 end) as late
          from assignments
         where {database.Among("member", "members")}
           and due is not null
         group by member
        """;

    /// <summary>
    /// The members of the alliance: those with a ruling at the place, then those whose duty it is, the less late and the less busy first.
    /// </summary>
    public static async Task<IReadOnlyList<Candidate>> OfAsync(
        Database database, Alliance alliance, Order order, DateTimeOffset now, CancellationToken cancel = default)
    {
        var rulings = order.Place.Length > 0
            ? await JointMeeting.RulingsAsync(database, alliance.Code, order.Category, order.Place, cancel)
            : [];
        var today = Instant.FromDateTimeOffset(now).InZone(alliance.Zone).Date;
        var record = await ReportList.FindAsync(
            database, alliance.Code, Dimension.Duty, new Period(today.PlusDays(-Days), today), now, cancel);

        await using var connection = await database.ConnectAsync(cancel);
        var row = new { members = database.List(alliance.Members.Keys.ToList()), now };
        var open = (await connection.QueryAsync<OpenRow>(new CommandDefinition(OpenSql(database), row, cancellationToken: cancel)))
            .ToDictionary(found => found.Member);

        return
        [
            .. alliance.Members.Values.Select(Weigh)
                .OrderByDescending(candidate => candidate.Ruled)
                .ThenByDescending(candidate => candidate.HasDuty)
                .ThenBy(candidate => candidate.Late)
                .ThenBy(candidate => candidate.Open),
        ];

        Candidate Weigh(Member member)
        {
            var figure = record.Find($"{member.Code}/{order.Category}")?[Measures.OnTime];
            var busy = open.GetValueOrDefault(member.Code);
            return new Candidate(
                member.Code, member.Duties.Contains(order.Category), (int)(busy?.Open ?? 0), (int)(busy?.Late ?? 0),
                figure?.Asked ?? 0, figure?.Met ?? 0, rulings is [var latest, ..] && latest.Member == member.Code);
        }
    }

    sealed record OpenRow
    {
        public required string Member { get; init; }
        public long Open { get; init; }
        public long Late { get; init; }
    }
}
