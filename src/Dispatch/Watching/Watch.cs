using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Watching;

/// <summary>Does what is due about orders by itself: warns, notes a breach, climbs the ladder, moves on what nobody touched, ends suspensions.</summary>
/// <remarks>
/// It reads only what is due, however many orders are open. What it does are steps like any other, by the actor <c>clock</c>: each is decided
/// on the order as it stands and refused where a second server was quicker, so that every notice is given once and in its turn. After a
/// time without a server, what was missed is made up for in its order, and each notice says how late it comes.
/// </remarks>
public sealed class Watch(Database database, OrderDesk desk, AllianceDirectory alliances, WorkflowLibrary workflows, TimeProvider time)
{
    /// <summary>The most orders that are looked at together: some rounds of the desk.</summary>
    public const int Bound = 1000;

    internal static readonly string DueSql = $"""
        select {OrderColumns.Selected}, watch_at
          from orders
         where watch_at <= @now
           and (watch_at, id) > (@after, @id)
         order by watch_at, id
         limit @limit
        """;

    /// <summary>Takes the steps that are due, one an order.</summary>
    /// <returns>How many were taken; as long as it is not 0 there may be more.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel = default)
    {
        var (now, taken) = (time.GetUtcNow(), 0);
        await using var connection = await database.ConnectAsync(cancel);
        // By key to the end of what is due: an order that nothing could be done about must not stand in the way of others.
        for (var (after, id) = (DateTimeOffset.MinValue, Guid.Empty); ;)
        {
            var page = (await connection.QueryAsync<Order, DueKey, (Order Order, DateTimeOffset WatchAt)>(
                new CommandDefinition(DueSql, new { now, after, id, limit = Bound }, cancellationToken: cancel),
                (order, key) => (order, key.WatchAt), splitOn: "watch_at")).AsList();
            List<Task<Decision<Answer>>> answers = [];
            foreach (var (order, _) in page)
            {
                if (await StepForAsync(order, now, cancel) is { } step)
                    answers.Add(TakeAsync(order.Number, order.Version, step));
            }

            taken += (await Task.WhenAll(answers)).Count(answer => answer.IsAccepted);
            if (page.Count < Bound)
                return taken;
            (after, id) = (page[^1].WatchAt, page[^1].Order.Id);
        }
    }

    async Task<IStep?> StepForAsync(Order order, DateTimeOffset now, CancellationToken cancel) =>
        await alliances.FindAsync(order.Alliance, cancel) is { } alliance
            ? Notices.Due(order, await workflows.FindAsync(order.Workflow, order.WorkflowVersion, cancel), alliance, now)
            : null;

    Task<Decision<Answer>> TakeAsync(string number, int version, IStep step) =>
        desk.DoAsync(new StepRequest(step, NothingGiven, Caller.System) { Number = number, Version = version });

    static readonly string ProvisionalSql = $"""
        select {OrderColumns.Selected}
          from orders
         where provisional
           and alliance = @alliance
           and id > @after
         order by id
         limit {Bound}
        """;

    // The calendars under which nothing is left to be computed again; one that changes is another.
    readonly Dictionary<string, WorkingCalendar> retimed = [];

    /// <summary>Computes again what was counted on days that had not been announced, once they are. Reads no order while no calendar changes.</summary>
    /// <returns>How many orders are due at another time now.</returns>
    public async Task<int> RetimeAsync(CancellationToken cancel = default)
    {
        var changed = 0;
        await using var connection = await database.ConnectAsync(cancel);
        foreach (var alliance in await alliances.AllAsync(cancel))
        {
            if (retimed.GetValueOrDefault(alliance.Code) == alliance.Calendar)
                continue;
            for (var after = Guid.Empty; ;)
            {
                var page = (await connection.QueryAsync<Order>(new CommandDefinition(
                    ProvisionalSql, new { alliance = alliance.Code, after }, cancellationToken: cancel))).AsList();
                if (page.Count == 0)
                    break;
                var answers = await Task.WhenAll(page.Select(row => TakeAsync(row.Number, row.Version, new RetimeStep())));
                changed += answers.Count(answer => answer.IsAccepted);
                after = page[^1].Id;
            }

            retimed[alliance.Code] = alliance.Calendar;
        }

        return changed;
    }

    static readonly HashSet<string> NothingGiven = [];

    sealed record DueKey
    {
        public DateTimeOffset WatchAt { get; init; }
    }
}
