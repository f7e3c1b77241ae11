using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>Which part of what waits for a caller.</summary>
/// <param name="Desk">Of their desks; null for all.</param>
/// <param name="For">Of <see cref="WaitsFor"/>; null for all that waits.</param>
public sealed record WorkFilter(string? Desk = null, string? For = null)
{
    public static WorkFilter All { get; } = new();
}

/// <summary>How many orders wait for a caller at a desk of theirs for one reason.</summary>
/// <param name="For">Of <see cref="WaitsFor"/>.</param>
public sealed record WorkCount(string Desk, string For, Total Total);

/// <summary>What waits for a caller: at all the desks that are theirs at that instant, and for them whatever desk holds it.</summary>
/// <remarks>Why each order is among them is asked of <see cref="WorkReason.Of"/>.</remarks>
public static class WorkList
{
    /// <summary>Orders that wait, earliest due first; those that were done, filed last first.</summary>
    public static Task<IReadOnlyList<Order>> PageAsync(
        Database database, WorkflowLibrary workflows, Alliance alliance, Caller caller, DateTimeOffset now, PageKey? after, int take,
        CancellationToken cancel = default) =>
        PageAsync(database, workflows, alliance, caller, now, WorkFilter.All, after, take, cancel);

    /// <summary>A part of them.</summary>
    public static async Task<IReadOnlyList<Order>> PageAsync(
        Database database, WorkflowLibrary workflows, Alliance alliance, Caller caller, DateTimeOffset now, WorkFilter filter,
        PageKey? after, int take, CancellationToken cancel = default)
    {
        if (filter.For == WaitsFor.Done)
            return await DonePageAsync(database, alliance, caller, filter, after, take, cancel);

        DynamicParameters parameters = new(
            new { due = after?.Due ?? DateTimeOffset.MinValue, id = after?.Id ?? Guid.Empty, take });
        var arms = Chosen(WorkPile.Of(database, await workflows.KnownAsync(cancel), alliance, caller, now, parameters), filter);
        if (arms.Count == 0)
            return [];

        // First the keys, of which an order may have several, then each order once.
        var sql = $"""
            select {OrderColumns.Selected}
              from (select page_due, page_id
                      from ({string.Join("\nunion\n", arms.Select((arm, index) => arm.PageSql(index)))}) as waiting
                     order by page_due, page_id
                     limit @take) as page
              join orders on orders.id = page_id
             order by due_key, id
            """;
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<Order>(new CommandDefinition(sql, parameters, cancellationToken: cancel));
        return [.. rows];
    }

    /// <summary>How many wait in all, each once.</summary>
    public static async Task<Total> TotalAsync(
        Database database, WorkflowLibrary workflows, Alliance alliance, Caller caller, DateTimeOffset now, WorkFilter filter,
        CancellationToken cancel = default)
    {
        DynamicParameters parameters = new(new { bound = Total.Bound + 1 });
        var arms = filter.For == WaitsFor.Done
            ? DoneArms(database, alliance, caller, filter, parameters)
            : Chosen(WorkPile.Of(database, await workflows.KnownAsync(cancel), alliance, caller, now, parameters), filter);
        if (arms.Count == 0)
            return Total.Of(0);
        await using var connection = await database.ConnectAsync(cancel);
        var command = new CommandDefinition(CountSql(arms), parameters, cancellationToken: cancel);
        return Total.Of(await connection.ExecuteScalarAsync<long>(command));
    }

    /// <summary>
    /// How many wait at each of the caller's desks, and for what: 待接单, 办理中, 可抢, 已办 where they are empty too.
    /// </summary>
    /// <param name="bound">Where counting stops; at most <see cref="Total.Bound"/>.</param>
    public static async Task<IReadOnlyList<WorkCount>> CountsAsync(
        Database database, WorkflowLibrary workflows, Alliance alliance, Caller caller, DateTimeOffset now,
        int bound = Total.Bound, CancellationToken cancel = default)
    {
        DynamicParameters parameters = new(new { bound = bound + 1 });
        List<WorkPile> piles = [.. WorkPile.Of(database, await workflows.KnownAsync(cancel), alliance, caller, now, parameters)];
        if (caller.Member is not null)
            piles.Add(new WorkPile(Desks.Member, WaitsFor.Done, DoneArms(database, alliance, caller, WorkFilter.All, parameters)));
        if (piles.Count == 0)
            return [];

        var sql = string.Join("\nunion all\n", piles.Select((pile, index) => $"select {index} as pile, ({CountSql(pile.Arms)}) as orders"));
        await using var connection = await database.ConnectAsync(cancel);
        var counted = await connection.QueryAsync<(long Pile, long Orders)>(
            new CommandDefinition(sql, parameters, cancellationToken: cancel));
        return
        [
            .. counted.OrderBy(row => row.Pile)
                .Select(row => new WorkCount(piles[(int)row.Pile].Desk, piles[(int)row.Pile].For, Total.Of(row.Orders, bound)))
                .Where(count => count.Total.Orders > 0 || WaitsFor.EveryDay.Contains(count.For)),
        ];
    }

    static List<WorkArm> Chosen(IReadOnlyList<WorkPile> piles, WorkFilter filter) =>
    [
        .. piles.Where(pile => (filter.Desk ?? pile.Desk) == pile.Desk && (filter.For ?? pile.For) == pile.For)
            .SelectMany(pile => pile.Arms),
    ];

    static string CountSql(IReadOnlyList<WorkArm> arms) => $"""
        select count(*)
          from (select found_id
                  from ({string.Join("\nunion\n", arms.Select((arm, index) => arm.IdsSql(index)))}) as found
                 limit @bound) as counted
        """;

    /// <summary>Parts that the caller's member or they themselves finished.</summary>
    static IReadOnlyList<WorkArm> DoneArms(
        Database database, Alliance alliance, Caller caller, WorkFilter filter, DynamicParameters parameters)
    {
        if (caller.Member is null || (filter.Desk ?? Desks.Member) != Desks.Member)
            return [];
        parameters.AddDynamicParams(new { alliance = alliance.Code, member = caller.Member, person = caller.Id });
        const string Done = $"a.state = '{PartState.Done}'";
        var parts = WorkArm.Parts(database);
        return
        [
            new(parts, $"a.member = @member and a.person = '' and {Done}", "", "a.order_id"),
            new(parts, $"a.person = @person and a.person <> '' and {Done}", "", "a.order_id"),
        ];
    }

    static async Task<IReadOnlyList<Order>> DonePageAsync(
        Database database, Alliance alliance, Caller caller, WorkFilter filter, PageKey? after, int take, CancellationToken cancel)
    {
        DynamicParameters parameters = new(new { id = after?.Id, take });
        var arms = DoneArms(database, alliance, caller, filter, parameters);
        if (arms.Count == 0)
            return [];

        var earlier = after is null ? "" : " and a.order_id < @id";
        var sql = $"""
            select {OrderColumns.Selected}
              from (select page_id
                      from ({string.Join("\nunion\n", arms.Select((arm, index) => arm.LatestSql(index, earlier)))}) as finished
                     order by page_id desc
                     limit @take) as page
              join orders on orders.id = page_id
             order by id desc
            """;
        await using var connection = await database.ConnectAsync(cancel);
        return [.. await connection.QueryAsync<Order>(new CommandDefinition(sql, parameters, cancellationToken: cancel))];
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
