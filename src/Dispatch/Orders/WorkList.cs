using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>What waits for a caller, at all the desks that are theirs at that instant.</summary>
public static class WorkList
{
    // An arm of the statement reads at most a page, from an index that has the order of the answer, however many orders are stored.
    static string StageArm(int arm, string condition) => $"""
        select * from (
            select {OrderColumns.Selected}
              from orders
             where alliance = @alliance
               and stage = @stage{arm}
               and desk = @desk{arm}
               and (due, id) > (@due, @id){condition}
             order by due, id
             limit @take) as arm{arm}
        """;

    static string ConditionAt(string desk, Database database) => desk switch
    {
        Desks.Pool => $" and {database.Among("category", "duties")}",
        Desks.Merchant => " and merchant_code = @merchant",
        _ => "",
    };

    // What the caller's member has to do, and what they have taken on themselves.
    static string PartsArm(string arm, string person) => $"""
        select * from (
            select {OrderColumns.Selected}
              from (select order_id, due as part_due
                      from assignments
                     where member = @member
                       and person = {person}
                       and due is not null
                       and (due, order_id) > (@due, @id)) as waiting
              join orders on orders.id = order_id
             where alliance = @alliance
             order by part_due, order_id
             limit @take) as {arm}
        """;

    /// <summary>Orders that wait, earliest due first.</summary>
    public static async Task<IReadOnlyList<Order>> PageAsync(
        Database database,
        WorkflowLibrary workflows,
        Alliance alliance,
        Caller caller,
        DateTimeOffset now,
        PageKey? after,
        int take,
        CancellationToken cancel = default)
    {
        var parameters = new DynamicParameters(new
        {
            alliance = alliance.Code,
            due = after?.Due ?? DateTimeOffset.MinValue,
            id = after?.Id ?? Guid.Empty,
            take,
            member = caller.Member ?? "",
            person = caller.Id,
            merchant = caller.Merchant,
            duties = database.List(
                [.. caller.Member is { } code && alliance.Members.GetValueOrDefault(code) is { } member ? member.Duties : []]),
        });

        List<string> arms = [];
        foreach (var desk in DesksOf(caller, alliance, now).Where(desk => desk != Desks.Member))
        {
            foreach (var stage in await workflows.StagesHeldByAsync(desk, cancel))
            {
                parameters.Add($"stage{arms.Count}", stage);
                parameters.Add($"desk{arms.Count}", desk);
                arms.Add(StageArm(arms.Count, ConditionAt(desk, database)));
            }
        }

        if (caller.Merchant is null)
            arms.AddRange([PartsArm("ours", "''"), PartsArm("mine", "@person")]);
        if (arms.Count == 0)
            return [];

        var sql = $"{string.Join("\nunion all\n", arms)}\norder by due_key, id\nlimit @take";
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<Order>(new CommandDefinition(sql, parameters, cancellationToken: cancel));
        return [.. rows];
    }

    /// <summary>The desks at which orders may wait for a caller.</summary>
    /// <param name="caller">As they are at that instant.</param>
    public static IReadOnlyList<string> DesksOf(Caller caller, Alliance alliance, DateTimeOffset now)
    {
        List<string> desks = [];
        if (caller.Has(Role.Secretariat))
            desks.Add(Desks.Secretariat);
        if (caller.Has(Role.Community))
            desks.Add(Desks.Community);
        if (caller.Member is { } member)
        {
            if (alliance.Roster.Names(member, now))
                desks.Add(Desks.Chair);
            desks.Add(Desks.Member);
            desks.Add(Desks.Pool);
        }

        if (caller.Merchant is not null)
            desks.Add(Desks.Merchant);
        return desks;
    }
}
