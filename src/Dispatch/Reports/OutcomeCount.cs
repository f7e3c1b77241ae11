using System.Data.Common;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Storage;
using Microsoft.Extensions.Logging;

namespace Dispatch.Reports;

/// <summary>Keeps the outcomes and their sums up with the history: counts again every order that took a step.</summary>
/// <remarks>
/// It only reads what is new, holds up no step, and may run on any number of servers: what it read counts only if nobody has counted
/// any of it meanwhile, which the database decides in the transaction that writes. Counting an order twice changes nothing.
/// An order that cannot be counted is set aside and holds up no other: its outcomes stay as they were counted last. It is tried again when
/// it takes a step, by a server that starts (which may be a later version), once an hour, and by <c>recount</c>.
/// </remarks>
public sealed class OutcomeCount(Database database, AllianceDirectory alliances, TimeProvider time, ILogger<OutcomeCount> log)
{
    static readonly TimeSpan BetweenTries = TimeSpan.FromHours(1);

    long? triedAgainAt;

    /// <summary>The most steps that are counted together: on SQLite, nobody else can write for some tens of milliseconds.</summary>
    public const int BatchBound = 500;

    /// <summary>The steps whose orders are still to be counted; null where there are none.</summary>
    public static Task<Waiting?> WaitingAsync(Database database, CancellationToken cancel = default) =>
        OutcomeList.WaitingAsync(database, cancel);

    /// <summary>Counts one batch.</summary>
    /// <returns>How many steps it had; 0 when there were none, or another server counted them.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        if (triedAgainAt is not { } before || time.GetElapsedTime(before) >= BetweenTries)
        {
            await OutcomeStore.TryAgainAsync(connection, cancel);
            triedAgainAt = time.GetTimestamp();
        }

        var next = await OutcomeList.UncountedAsync(connection, BatchBound, cancel);
        if (next.Count == 0)
            return 0;

        List<Guid> ids = [.. next.Select(step => step.OrderId).Distinct()];
        // In this order: what was counted before is at most as new as the history that is read after it.
        var stored = await OutcomeList.OfAsync(database, connection, ids, null, cancel);
        var orders = await OrderList.OfAsync(database, connection, ids, null, cancel);
        var computed = await ComputeAsync(database, connection, alliances, orders, null, cancel);

        var setAside = computed.Where(order => order.Value.WhyNot is not null).ToDictionary(order => order.Key, order => order.Value.WhyNot!);
        List<Guid> changed = [];
        List<Outcome> outcomes = [];
        OutcomeSums differences = new();
        foreach (var id in ids.Where(id => !setAside.ContainsKey(id)))
        {
            var (earlier, after) = (stored[id].ToList(), computed.GetValueOrDefault(id)?.Outcomes ?? []);
            if (earlier.SequenceEqual(after))
                continue;
            changed.Add(id);
            outcomes.AddRange(after);
            foreach (var outcome in earlier)
                differences.Add(outcome, -1);
            foreach (var outcome in after)
                differences.Add(outcome, 1);
        }

        List<long> positions = [.. next.Select(step => step.Position)];
        Counted counted = new(positions, ids, changed, outcomes, differences, setAside);
        if (!await OutcomeStore.SaveAsync(database, connection, counted, time.GetUtcNow(), cancel))
            return 0;

        foreach (var (id, reason) in setAside)
        {
            log.LogError(
                "The reports set order {Number} aside: it cannot be counted ({Reason})", orders.First(order => order.Id == id).Number, reason);
        }

        return next.Count;
    }

    /// <summary>Has every order counted again, as after a calendar was corrected for days that are past.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> BeginAgainAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await OutcomeStore.AddAllUncountedAsync(connection, cancel);
    }

    /// <summary>How many orders cannot be counted.</summary>
    public static async Task<int> CountSetAsideAsync(Database database, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await OutcomeList.CountUncountableAsync(connection, cancel);
    }

    /// <summary>The outcomes of some orders, from their histories.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, ComputedOutcomes>> ComputeAsync(
        Database database, DbConnection connection, AllianceDirectory alliances, IReadOnlyList<Order> orders,
        DbTransaction? transaction, CancellationToken cancel)
    {
        var histories = await HistoryList.FindAsync(database, connection, [.. orders.Select(order => order.Id)], transaction, cancel);
        Dictionary<Guid, ComputedOutcomes> outcomes = [];
        foreach (var order in orders)
        {
            outcomes[order.Id] = await alliances.FindAsync(order.Alliance, cancel) is { } alliance
                ? Compute(order, histories, alliance)
                : new ComputedOutcomes([], $"It belongs to alliance {order.Alliance}, which does not exist any more.");
        }

        return outcomes;
    }

    static ComputedOutcomes Compute(Order order, Histories histories, Alliance alliance)
    {
        try
        {
            return new ComputedOutcomes(OutcomeTracker.OutcomesOf(order, histories.Of(order.Id), alliance.Calendar));
        }
        catch (Exception error)
        {
            // Whatever it is: a time that no calendar reaches, or a step that a later version of the program took.
            return new ComputedOutcomes([], $"{error.GetType().Name}: {error.Message}");
        }
    }
}

/// <summary>What the history of an order makes of its outcomes.</summary>
/// <param name="WhyNot">Why they cannot be told; null where they can.</param>
sealed record ComputedOutcomes(IReadOnlyList<Outcome> Outcomes, string? WhyNot = null);

/// <summary>What one batch of the count brings.</summary>
/// <param name="Positions">The steps that were counted.</param>
/// <param name="Orders">The orders that took them.</param>
/// <param name="Changed">Those among them that have other outcomes now.</param>
/// <param name="Outcomes">All outcomes of those.</param>
/// <param name="SetAside">Orders that cannot be counted, with the reason.</param>
sealed record Counted(
    IReadOnlyCollection<long> Positions, IReadOnlyCollection<Guid> Orders, IReadOnlyCollection<Guid> Changed,
    IReadOnlyCollection<Outcome> Outcomes, OutcomeSums Differences, IReadOnlyDictionary<Guid, string> SetAside);
