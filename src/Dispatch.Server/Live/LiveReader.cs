using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;

namespace Dispatch.Server.Live;

/// <summary>Who reads an open page, as they were when it was last told something or asked for its session.</summary>
/// <remarks>Kept, because every step asks every open page, on the thread of whoever took it.</remarks>
/// <param name="Alliance">Their own; null for readers of all.</param>
/// <param name="Desks">At which work may wait for them.</param>
sealed record LiveReader(Caller Caller, Alliance? Alliance, IReadOnlyList<string> Desks)
{
    public static LiveReader Of(Caller caller, Alliance? alliance, DateTimeOffset now) =>
        new(caller, alliance, alliance is null ? [] : WorkList.DesksOf(caller, alliance, now));
}
