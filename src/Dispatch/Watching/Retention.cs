using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Storage;

namespace Dispatch.Watching;

/// <summary>Has orders forgotten that ended longer ago than their alliance keeps personal data.</summary>
/// <remarks>
/// It reads only what is due, and of an alliance without a period nothing. Each order is forgotten by a step of the clock, decided on the
/// order and the alliance as they stand, so that a second server, or a period that was made longer, only leaves nothing to do. What a
/// shorter period makes due at once goes a batch at a time, between the steps of others.
/// </remarks>
public sealed class Retention(Database database, OrderDesk desk, AllianceDirectory alliances, TimeProvider time)
{
    /// <summary>The most orders that are forgotten together: each has its whole history written anew.</summary>
    public const int BatchBound = 50;

    /// <returns>How many orders were forgotten; as long as it is not 0 there may be more.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel = default)
    {
        var (now, forgotten) = (time.GetUtcNow(), 0);
        foreach (var alliance in await alliances.AllAsync(cancel))
        {
            if (alliance.ForgetAfter is { } period)
                forgotten += await ForgetAsync(alliance, period, now, cancel);
        }

        return forgotten;
    }

    /// <summary>Forgets the next orders of an alliance; those about which nothing could be done hold up no other.</summary>
    async Task<int> ForgetAsync(Alliance alliance, RetentionPeriod period, DateTimeOffset now, CancellationToken cancel)
    {
        var before = period.EndedBefore(now, alliance.Zone);
        await using var connection = await database.ConnectAsync(cancel);
        for (var after = (DateTimeOffset.MinValue, Guid.Empty); ;)
        {
            var page = await KeptList.EndedAsync(connection, alliance.Code, before, after, BatchBound, cancel);
            var answers = await Task.WhenAll(page.Select(order => desk.DoAsync(
                StepRequest.BySystem(new ForgetStep(period.Words.En), order.Number) with { Version = order.Version }, cancel)));
            var forgotten = answers.Count(answer => answer.IsAccepted);
            if (forgotten > 0 || page.Count < BatchBound)
                return forgotten;
            after = (page[^1].Since, page[^1].Id);
        }
    }
}
