using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Handovers;
using Dispatch.Orders;
using Dispatch.Rosters;
using Dispatch.Server.Live;
using Dispatch.Storage;

namespace Dispatch.Server.Handovers;

/// <summary>Writes hand-overs and takes the word that they were read, for pages and the API alike.</summary>
sealed class HandoverDesk(Database database, TimeProvider time, LiveSteps? live = null)
{
    /// <summary>What open pages are told that a chair's hand-over or turn has changed; no order has such a number.</summary>
    public const string Changed = "chair";

    /// <returns>Why it was not kept; null where it was.</returns>
    public async Task<Refusal?> WriteAsync(Caller caller, Alliance alliance, string? text, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        caller = caller.At(now, alliance);
        if (!caller.MayWriteHandovers(alliance, now))
            return Refusal.Of(Problems.Forbidden);
        text = text?.Replace("\0", "", StringComparison.Ordinal).Trim();
        if (string.IsNullOrEmpty(text))
            return Refusal.Input("text", "required");
        if (text.Length > Handover.LongestText)
            return Refusal.Input("text", $"longer-than-{Handover.LongestText}");
        if (ChairChange.Of(alliance.Roster, now).Next is not { } next)
            return Refusal.Of(Problems.NoNextChair);

        await HandoverStore.AddAsync(database, alliance.Code, next.From, text, caller, now, cancel);
        Tell(alliance);
        return null;
    }

    /// <inheritdoc cref="WriteAsync"/>
    public async Task<Refusal?> ReadAsync(Caller caller, Alliance alliance, long id, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        caller = caller.At(now, alliance);
        if (!caller.MaySeeHandovers(alliance, now))
            return Refusal.Of(Problems.Forbidden);
        if (await HandoverStore.FindAsync(database, alliance.Code, id, cancel) is not { } handover)
            return Refusal.Of(Problems.NoSuchHandover);
        // Who said so first stays, and saying so again is no mistake.
        if (handover.ReadAt is not null)
            return null;
        if (!caller.HasToRead(handover, alliance, now))
            return Refusal.Of(Problems.Forbidden);

        await HandoverStore.ReadAsync(database, alliance.Code, id, caller, now, cancel);
        Tell(alliance);
        return null;
    }

    void Tell(Alliance alliance) => live?.TellOf(alliance.Code, Changed);
}
