using Dispatch.Accounts;
using Dispatch.Storage;

namespace Dispatch.Server.Accounts;

/// <summary>Ends tokens by their listing.</summary>
static class Tokens
{
    /// <returns>False when the person has no such token.</returns>
    public static async Task<bool> RevokeAsync(HttpContext context, string person, string hash)
    {
        var services = context.RequestServices;
        if (!await TokenStore.RevokeAsync(services.GetRequiredService<Database>(), person, hash, context.RequestAborted))
            return false;
        services.GetRequiredService<CallerDirectory>().Forget(hash);
        services.GetRequiredService<SecurityLog>().Write(context, "token-revoked", person, SecurityLog.Short(hash));
        return true;
    }
}
