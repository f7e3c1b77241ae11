using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>Reads the notices that came late, because no server ran when they were due.</summary>
static class LateNoticeList
{
    // A notice that was on time has no 'late'.
    const string SinceSql = """
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

    /// <summary>Those of an alliance that were given since an instant, first to last.</summary>
    public static async Task<IReadOnlyList<LateNotice>> SinceAsync(
        Database database, string alliance, DateTimeOffset from, int limit, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var row = new { alliance, from, limit };
        return (await connection.QueryAsync<LateNotice>(new CommandDefinition(SinceSql, row, cancellationToken: cancel))).AsList();
    }
}
