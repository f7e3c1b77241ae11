using System.Collections.Concurrent;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Storage;
using Dispatch.Workflows;
using Microsoft.Extensions.Logging;

namespace Dispatch.Watching;

/// <summary>
/// Has what was merged follow the order that goes on for it (并单): brought back when that came to nothing, told when it ended or goes on.
/// </summary>
/// <remarks>
/// It looks only where an order ended or came back, and once a process at what a version before this one left behind. The step is decided
/// on both orders as they stand, so that a second server, a separation or a recall that was quicker only leaves it nothing to do. What
/// could not be done is looked at again in the next round.
/// </remarks>
sealed class Mergers(Database database, OrderDesk desk, WorkflowLibrary workflows, ILogger log)
{
    // Orders after which nobody could look, with the reason; they hold up no other.
    readonly ConcurrentDictionary<string, string> setAside = [];

    /// <summary>The numbers of orders that are to be looked at and cannot be.</summary>
    public IEnumerable<string> SetAside => setAside.Keys;

    bool hasLookedBack;

    /// <returns>How many steps were taken.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel)
    {
        var taken = 0;
        await using var connection = await database.ConnectAsync(cancel);
        if (!hasLookedBack)
        {
            await UnfollowedStore.AddLeftBehindAsync(connection, cancel);
            hasLookedBack = true;
        }

        for (long after = 0; ;)
        {
            var page = await UnfollowedStore.PageAsync(connection, after, Watch.Bound, cancel);
            if (page.Count == 0)
                return taken;
            var due = await DueAsync([.. page.Select(row => row.Order)], cancel);
            var answers = await Task.WhenAll(due.Select(TakeAsync));
            taken += answers.Count(answer => answer.IsTaken);

            var left = answers.Where(answer => !answer.IsTaken).Select(answer => answer.Turned).Concat(setAside.Keys).ToHashSet();
            await UnfollowedStore.RemoveAsync(
                database, connection, [.. page.Where(row => !left.Contains(row.Order.Number)).Select(row => row.Position)], cancel);
            after = page[^1].Position;
        }
    }

    /// <param name="Turned">The number of the order after which it was looked.</param>
    sealed record Due(string Turned, Order Order, FollowStep Step);

    /// <summary>The steps that are due because of some orders, one for each that was merged.</summary>
    async Task<IReadOnlyList<Due>> DueAsync(IReadOnlyList<Order> turned, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var below = await MergerList.BelowAsync(database, connection, [.. turned.Select(order => order.Number).Distinct()], cancel);
        var merged = turned.Where(order => order.MergedInto is not null).Concat(below.SelectMany(group => group)).ToList();
        if (merged.Count == 0)
            return [];

        var above = (await MergerList.AboveAsync(database, connection, [.. merged.Select(order => order.Number).Distinct()], cancel))
            .ToDictionary(order => order.Number);
        Dictionary<Guid, Due> due = [];
        foreach (var order in turned)
        {
            foreach (var one in below[order.Number].Prepend(order).Where(one => one.MergedInto is not null && !due.ContainsKey(one.Id)))
            {
                if (await StepOrTroubleAsync(order, one, above, cancel) is { } step)
                    due[one.Id] = new Due(order.Number, one, step);
            }
        }

        return [.. due.Values];
    }

    async Task<FollowStep?> StepOrTroubleAsync(
        Order turned, Order merged, IReadOnlyDictionary<string, Order> above, CancellationToken cancel)
    {
        try
        {
            var cameToNothing = merged.GoesOnAs(above) is { Desk: null } last
                && last.CameToNothing(await workflows.FindAsync(last.Workflow, last.WorkflowVersion, cancel));
            setAside.TryRemove(turned.Number, out _);
            return FollowStep.DueFor(merged, above, cameToNothing);
        }
        catch (Exception error) when (error is not OperationCanceledException && !DatabaseFault.IsTransient(error))
        {
            if (setAside.TryAdd(turned.Number, error.Message))
                log.LogError(error, "The watch sets order {Number} aside: what it means for what was merged cannot be told", turned.Number);
            return null;
        }
    }

    async Task<(string Turned, bool IsTaken)> TakeAsync(Due due)
    {
        var answer = await desk.DoAsync(StepRequest.BySystem(due.Step, due.Order.Number) with { Version = due.Order.Version });
        return (due.Turned, answer.IsAccepted);
    }
}
