using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Registers;

namespace Dispatch.Server.Rosters;

/// <summary>Changes rosters, for pages and the API alike: the desk of the registers, with the rights of the caller.</summary>
sealed class RosterDesk(RegisterDesk registers, TimeProvider time)
{
    /// <summary>Whether a caller edits an alliance's roster: its secretariat, and administrators.</summary>
    public static bool MayChange(Caller caller, string alliance) => caller.ManagesRegisters() && caller.BelongsTo(alliance);

    /// <param name="source">Of <see cref="Author"/>.</param>
    public async Task<Decision<RegisterChanged>> ChangeAsync(
        Caller caller, string alliance, Func<DateTimeOffset, RegisterEdit> edit, string source, CancellationToken cancel)
    {
        if (!caller.BelongsTo(alliance))
            return Refusal.Of(Refusal.NoSuchAlliance, alliance);
        if (!MayChange(caller, alliance))
            return Refusal.Of(Problems.Forbidden);
        return await registers.ChangeAsync(alliance, edit(time.GetUtcNow()), new Author(caller.AsActor(), source), cancel: cancel);
    }
}
