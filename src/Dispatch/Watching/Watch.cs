using System.Collections.Concurrent;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Storage;
using Dispatch.Workflows;
using Microsoft.Extensions.Logging;

namespace Dispatch.Watching;

/// <summary>
/// Takes the steps that are due on orders by themselves: warnings, breaches, escalations, lapses, the ends of suspensions, and what
/// follows for merged orders.
/// </summary>
/// <remarks>
/// It reads only what is due, however many orders are open. What it does are steps like any other, by the actor <c>clock</c>: each is
/// decided on the order as it stands and refused where a second server was quicker, so that every notice is given once and in its turn.
/// After a time without a server, what was missed is made up for in its order, and each notice says how late it comes.
/// </remarks>
public sealed class Watch(
    Database database, OrderDesk desk, AllianceDirectory alliances, WorkflowLibrary workflows, TimeProvider time, ILogger<Watch> log)
{
    /// <summary>The most orders that are looked at together: some batches of the desk.</summary>
    public const int Bound = 1000;

    readonly Mergers mergers = new(database, desk, workflows, log);

    /// <summary>The orders on which a step is due; null where there are none.</summary>
    public static Task<Waiting?> WaitingAsync(Database database, DateTimeOffset now, CancellationToken cancel = default) =>
        DueList.WaitingAsync(database, now, cancel);

    /// <summary>Takes the steps that are due, one an order.</summary>
    /// <returns>How many were taken; as long as it is not 0 there may be more.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel = default) =>
        await TakeDueAsync(cancel) + await mergers.RunOnceAsync(cancel);

    async Task<int> TakeDueAsync(CancellationToken cancel)
    {
        var (now, taken) = (time.GetUtcNow(), 0);
        await using var connection = await database.ConnectAsync(cancel);
        // By key to the end of what is due: an order that nothing could be done about must not stand in the way of others.
        for (var after = (DateTimeOffset.MinValue, Guid.Empty); ;)
        {
            var page = await DueList.DueAsync(connection, now, after, Bound, cancel);
            List<Task<Decision<Answer>>> answers = [];
            foreach (var (order, _) in page)
            {
                if (await StepOrTroubleAsync(order, now, cancel) is { } step)
                    answers.Add(TakeAsync(order, step));
            }

            taken += (await Task.WhenAll(answers)).Count(answer => answer.IsAccepted);
            if (page.Count < Bound)
                return taken;
            after = (page[^1].WatchAt, page[^1].Order.Id);
        }
    }

    // Orders whose step cannot be told, with the reason; they hold up no other.
    readonly ConcurrentDictionary<string, string> setAside = [];

    /// <summary>The numbers of orders that the watch can do nothing about although something is due.</summary>
    public IReadOnlyCollection<string> SetAside => [.. setAside.Keys.Union(mergers.SetAside)];

    async Task<IStep?> StepOrTroubleAsync(Order order, DateTimeOffset now, CancellationToken cancel)
    {
        try
        {
            var step = await StepForAsync(order, now, cancel);
            setAside.TryRemove(order.Number, out _);
            return step;
        }
        catch (Exception error) when (error is not OperationCanceledException && !DatabaseFault.IsTransient(error))
        {
            if (setAside.TryAdd(order.Number, error.Message))
                log.LogError(error, "The watch sets order {Number} aside: what is due on it cannot be told", order.Number);
            return null;
        }
    }

    async Task<IStep?> StepForAsync(Order order, DateTimeOffset now, CancellationToken cancel) =>
        await alliances.FindAsync(order.Alliance, cancel) is { } alliance
            ? Notices.Due(order, await workflows.FindAsync(order.Workflow, order.WorkflowVersion, cancel), alliance, now)
            : null;

    Task<Decision<Answer>> TakeAsync(Order order, IStep step) =>
        desk.DoAsync(StepRequest.BySystem(step, order.Number) with { Version = order.Version });

    bool haveClocks;

    /// <summary>Gives clocks to the orders in flight that a version without clocks moved last; once a process, as it reads all.</summary>
    /// <returns>How many orders have clocks now that had none.</returns>
    public async Task<int> StartClocksAsync(CancellationToken cancel = default)
    {
        if (haveClocks)
            return 0;
        var (started, left) = (0, 0);
        await using var connection = await database.ConnectAsync(cancel);
        for (var after = Guid.Empty; ;)
        {
            var page = await DueList.UntimedAsync(connection, after, Bound, cancel);
            if (page.Count == 0)
                break;
            var answers = await Task.WhenAll(page.Select(order => TakeAsync(order, new RetimeStep())));
            started += answers.Count(answer => answer.IsAccepted);
            left += answers.Count(IsLeft);
            after = page[^1].Id;
        }

        haveClocks = left == 0;
        return started;
    }

    // The calendars under which nothing is left to be computed again; one that changes is another.
    readonly Dictionary<string, WorkingCalendar> retimed = [];

    /// <summary>
    /// Computes limits again that were counted over days not announced yet, once these are. Reads no order while no calendar changes.
    /// </summary>
    /// <returns>How many orders are due at another time now.</returns>
    public async Task<int> RetimeAsync(CancellationToken cancel = default)
    {
        var changed = 0;
        await using var connection = await database.ConnectAsync(cancel);
        foreach (var alliance in await alliances.AllAsync(cancel))
        {
            if (retimed.GetValueOrDefault(alliance.Code) == alliance.Calendar)
                continue;
            var left = 0;
            for (var after = Guid.Empty; ;)
            {
                var page = await DueList.ProvisionalAsync(connection, alliance.Code, after, Bound, cancel);
                if (page.Count == 0)
                    break;
                var answers = await Task.WhenAll(page.Select(order => TakeAsync(order, new RetimeStep())));
                changed += answers.Count(answer => answer.IsAccepted);
                left += answers.Count(IsLeft);
                after = page[^1].Id;
            }

            // What could not be saved, or was overtaken by another step, comes again in the next round.
            if (left == 0)
                retimed[alliance.Code] = alliance.Calendar;
        }

        return changed;
    }

    static bool IsLeft(Decision<Answer> answer) => answer.Refusal?.Code is Refusal.StaleVersion or Refusal.NotSaved or Refusal.Failed;
}
