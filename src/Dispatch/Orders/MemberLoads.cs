using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>How many open parts members have, in an alliance.</summary>
static class MemberLoads
{
    const string Sql = $"""
        select assignments.member, count(*)
          from assignments
          join orders on orders.id = assignments.order_id
         where orders.alliance = @alliance
           and orders.desk is not null
           and assignments.state in ('{PartState.Assigned}', '{PartState.Claimed}')
        group by assignments.member
        """;

    /// <returns>By member; those that have none are missing.</returns>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(Database database, string alliance)
    {
        await using var connection = await database.ConnectAsync();
        return (await connection.QueryAsync<(string Member, long Parts)>(Sql, new { alliance }))
            .ToDictionary(row => row.Member, row => (int)row.Parts);
    }
}
