using Dispatch.Orders;
using Dispatch.Storage;

namespace Dispatch.Watching;

/// <summary>What somebody would have been told while no server ran, in one line instead of a flood.</summary>
/// <param name="Desk">Who holds the orders now.</param>
/// <param name="Member">Code of the lead, where the desk is a member's.</param>
/// <param name="Orders">Their numbers, in the order in which the notices would have come.</param>
public sealed record MissedNotices(string? Desk, string? Member, int Warned, int Breached, int Escalated, IReadOnlyList<string> Orders)
{
    /// <summary>The most notices that are looked through; there is nobody who reads more.</summary>
    const int Bound = 20_000;

    /// <summary>By who holds the orders now; whoever has most to catch up with comes first.</summary>
    /// <param name="from">Notices that were made up for since then.</param>
    public static async Task<IReadOnlyList<MissedNotices>> SinceAsync(
        Database database, string alliance, DateTimeOffset from, CancellationToken cancel = default)
    {
        var notices = await LateNoticeList.SinceAsync(database, alliance, from, Bound, cancel);
        return
        [
            .. notices.GroupBy(notice => (notice.Desk, notice.Member)).Select(holder => new MissedNotices(
                    holder.Key.Desk,
                    holder.Key.Member,
                    holder.Count(notice => notice.Step == "warn"),
                    holder.Count(notice => notice.Step == "breach"),
                    holder.Count(notice => notice.Step == "escalate"),
                    [.. holder.Select(notice => notice.Number).Distinct()]))
                .OrderByDescending(missed => missed.Orders.Count),
        ];
    }
}
