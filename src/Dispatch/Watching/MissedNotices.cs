using Dapper;
using Dispatch.Storage;

namespace Dispatch.Watching;

/// <summary>What somebody would have been told while no server ran, in one line instead of a flood.</summary>
/// <param name="Desk">Who holds the orders now.</param>
/// <param name="Member">Code of the lead, where the desk is a member's.</param>
/// <param name="Orders">Their numbers, in the order in which the notices would have come.</param>
public sealed record MissedNotices(string? Desk, string? Member, int Warned, int Breached, int Escalated, IReadOnlyList<string> Orders)
{
    /// <summary>The most notices that are looked through; there is nobody who reads more.</summary>
    const int Bound = 20_000;

    // Those on time say nothing of being late.
    const string Sql = """
        select h.step, orders.number, orders.desk, lead.member
          from history h
          join orders on orders.id = h.order_id
          left join assignments lead on lead.order_id = orders.id
                                    and lead.part = 'lead'
                                    and lead.due is not null
         where h.step in ('warn', 'breach', 'escalate')
           and h.at >= @from
           and cast(h.input as text) like '%"late":%'
           and orders.alliance = @alliance
         order by h.at, h.order_id, h.sequence
         limit @limit
        """;

    /// <summary>By who holds the orders now; whoever has most to catch up with comes first.</summary>
    /// <param name="from">Notices that were made up for since then.</param>
    public static async Task<IReadOnlyList<MissedNotices>> SinceAsync(
        Database database, string alliance, DateTimeOffset from, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<LateRow>(new CommandDefinition(Sql, new { alliance, from, limit = Bound }, cancellationToken: cancel));
        return
        [
            .. rows.GroupBy(row => (row.Desk, row.Member)).Select(holder => new MissedNotices(
                    holder.Key.Desk,
                    holder.Key.Member,
                    holder.Count(row => row.Step == "warn"),
                    holder.Count(row => row.Step == "breach"),
                    holder.Count(row => row.Step == "escalate"),
                    [.. holder.Select(row => row.Number).Distinct()]))
                .OrderByDescending(missed => missed.Orders.Count),
        ];
    }

    sealed record LateRow
    {
        public string Step { get; init; } = "";
        public string Number { get; init; } = "";
        public string? Desk { get; init; }
        public string? Member { get; init; }
    }
}
