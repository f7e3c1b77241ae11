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

    /// <summary>Where counting what waits for a member stops: whoever has more is not chosen for having less.</summary>
    public const int MostCounted = 1_000;

    // For each member from the front of an index, in which the parts of the member itself stand first, earliest due first.
    static string OpenSql(int members) => string.Join("\nunion all\n", Enumerable.Range(0, members).Select(member => $"""
        select @member{member} as member, count(*) as open, count(case when due <= @now then 1 end) as late
          from (select due
                  from assignments
                 where member = @member{member} and due is not null
                 order by member, person, due, order_id
                 limit @bound) as waiting{member}
        """));

    // The very rows of each member and category, and not the report of all of them: a chair opens this for every order. What is overdue is
    // read first and looked through then: a plan that PostgreSQL keeps for all periods would read everything of the period instead.
    static string RecordSql(Database database) => $"""
        with overdue as materialized (
            select * from outcomes where alliance = @alliance and due <= @now)
        select key, cast(sum(asked) as bigint) as asked, cast(sum(met) as bigint) as met
          from (select key, counted as asked, met
                  from outcome_sums
                 where alliance = @alliance
                   and dimension = '{Dimension.Duty}'
                   and measure = '{Measures.OnTime.Name}'
                   and {database.Among("period", "periods")}
                   and {database.Among("key", "keys")}
                union all
                select {OutcomeColumns.KeyOf(Dimension.Duty)}, 1, case when met & {Measures.OnTime.Bit} <> 0 then 1 else 0 end
                  from overdue as outcomes
                 where kind = '{OutcomeKind.Work}'
                   and category = @category
                   and day between @first and @last
                   and asked & {Measures.OnTime.Bit} <> 0
                   and not exempt) as counted
         group by key
        """;

    /// <summary>
    /// The members of the alliance: those with a ruling at the place, then those whose duty it is, the less late and the less busy first.
    /// </summary>
    public static async Task<IReadOnlyList<Candidate>> OfAsync(
        Database database, Alliance alliance, Order order, DateTimeOffset now, CancellationToken cancel = default)
    {
        if (alliance.Members.Count == 0)
            return []; // and nothing to ask of the database

        var rulings = order.Place.Length > 0
            ? await JointMeeting.RulingsAsync(database, alliance.Code, order.Category, order.Place, take: 1, cancel: cancel)
            : [];
        var today = Instant.FromDateTimeOffset(now).InZone(alliance.Zone).Date;
        Period period = new(today.PlusDays(-Days), today);

        await using var connection = await database.ConnectAsync(cancel);
        var row = new
        {
            alliance = alliance.Code,
            category = order.Category,
            keys = database.List(alliance.Members.Keys.Select(KeyOf).ToList()),
            periods = database.List(period.Pieces()),
            first = Reports.Days.Text(period.First),
            last = Reports.Days.Text(period.Last),
            now,
        };
        DynamicParameters each = new(new { now, bound = MostCounted + 1 });
        foreach (var (index, member) in alliance.Members.Keys.Index())
            each.Add($"member{index}", member);
        var open = (await connection.QueryAsync<OpenRow>(
                new CommandDefinition(OpenSql(alliance.Members.Count), each, cancellationToken: cancel)))
            .ToDictionary(found => found.Member);
        var record = (await connection.QueryAsync<RecordRow>(new CommandDefinition(RecordSql(database), row, cancellationToken: cancel)))
            .ToDictionary(found => found.Key);

        return
        [
            .. alliance.Members.Values.Select(Weigh)
                .OrderByDescending(candidate => candidate.Ruled)
                .ThenByDescending(candidate => candidate.HasDuty)
                .ThenBy(candidate => candidate.Late)
                .ThenBy(candidate => candidate.Open),
        ];

        string KeyOf(string member) => $"{member}/{order.Category}";

        Candidate Weigh(Member member)
        {
            var kept = record.GetValueOrDefault(KeyOf(member.Code));
            var busy = open.GetValueOrDefault(member.Code);
            return new Candidate(
                member.Code, member.Duties.Contains(order.Category), (int)Math.Min(busy?.Open ?? 0, MostCounted), busy?.Open > MostCounted,
                (int)(busy?.Late ?? 0), kept?.Asked ?? 0, kept?.Met ?? 0, rulings is [var latest, ..] && latest.Member == member.Code);
        }
    }

    sealed record OpenRow
    {
        public required string Member { get; init; }
        public long Open { get; init; }
        public long Late { get; init; }
    }

    sealed record RecordRow
    {
        public required string Key { get; init; }
        public long Asked { get; init; }
        public long Met { get; init; }
    }
}
