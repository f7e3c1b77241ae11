using System.Data.Common;
using Dapper;

namespace Dispatch.Orders;

/// <summary>Reads the orders that have ended and whose personal data are still kept.</summary>
static class KeptList
{
    // From the front of the index that has only these. Left out is what has not ended for good: an appeal waits for its answer, or another
    // order goes on for this one.
    public static readonly string EndedSql = $"""
        select {OrderColumns.Selected}
          from orders
         where alliance = @alliance
           and desk is null
           and forgotten_at is null
           and since <= @before
           and (since, id) > (@since, @id)
           and coalesce(state ->> 'appeal', '') <> '{AppealState.Asked}'
           and not exists (select 1
                             from orders as lead
                            where lead.number = orders.state ->> 'mergedInto'
                              and (lead.desk is not null or lead.since > @before))
         order by since, id
         limit @limit
        """;

    /// <summary>A page of those of an alliance that ended at an instant or before it, by when they ended.</summary>
    /// <param name="after">Of the last one of the page before.</param>
    public static async Task<IReadOnlyList<Order>> EndedAsync(
        DbConnection connection, string alliance, DateTimeOffset before, (DateTimeOffset Since, Guid Id) after, int limit,
        CancellationToken cancel)
    {
        var row = new { alliance, before, since = after.Since, id = after.Id, limit };
        return (await connection.QueryAsync<Order>(new CommandDefinition(EndedSql, row, cancellationToken: cancel))).AsList();
    }
}
