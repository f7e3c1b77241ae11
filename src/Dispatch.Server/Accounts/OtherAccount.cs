using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Server.Pages;
using Dispatch.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace Dispatch.Server.Accounts;

/// <summary>What the secretariat and administrators do about the account of somebody whom they look after.</summary>
static class OtherAccount
{
    /// <summary>Makes a link, which is shown on the page that follows and never again; what the person had goes on until then.</summary>
    public static async Task<FormAnswer> InviteAsync(HttpContext context, IFormCollection form)
    {
        var (database, time, person) = Parts(context);
        var (by, now) = (context.Caller().Id, time.GetUtcNow());
        if (await InvitationStore.MakeAsync(database, person, by, now, context.RequestAborted) is not { } word)
            return Refusal.Of(Problems.NoSuchAccount);
        Write(context, "invited", person);
        Once.Leave(context, "link", $"{PublicAddress.For(context)}/welcome/{word}");
        return FormAnswer.Done(PageOf(person));
    }

    public static async Task<FormAnswer> LockAsync(HttpContext context, IFormCollection form)
    {
        var (database, time, person) = Parts(context);
        // Whoever locks themselves out may be the last who could let them in again.
        if (person == context.Caller().Id)
            return Refusal.Of(Problems.Forbidden);
        if (await AccountStore.LockAsync(database, person, time.GetUtcNow(), context.RequestAborted))
        {
            foreach (var token in await TokenList.OfAsync(database, person, context.RequestAborted))
                context.RequestServices.GetRequiredService<CallerDirectory>().Forget(token.Hash);
            Write(context, "account-locked", person);
        }

        return Done(context, person, "locked");
    }

    public static async Task<FormAnswer> UnlockAsync(HttpContext context, IFormCollection form)
    {
        var (database, _, person) = Parts(context);
        if (await AccountStore.UnlockAsync(database, person, context.RequestAborted))
            Write(context, "account-unlocked", person);
        return Done(context, person, "unlocked");
    }

    public static async Task<FormAnswer> EndSessionAsync(HttpContext context, IFormCollection form)
    {
        var (database, _, person) = Parts(context);
        var hash = form["session"].ToString();
        if (!await SessionStore.EndAsync(database, person, hash, context.RequestAborted))
            return Refusal.Of(Problems.NoSuchSession);
        Write(context, "session-ended", person, SecurityLog.Short(hash));
        return Done(context, person, "session-ended");
    }

    public static async Task<FormAnswer> EndSessionsAsync(HttpContext context, IFormCollection form)
    {
        var (database, _, person) = Parts(context);
        await SessionStore.EndAllAsync(database, person, null, context.RequestAborted);
        Write(context, "sessions-ended", person, "all");
        return Done(context, person, "sessions-ended");
    }

    public static async Task<FormAnswer> RevokeTokenAsync(HttpContext context, IFormCollection form)
    {
        var (_, _, person) = Parts(context);
        if (!context.Caller().IsAdmin)
            return Refusal.Of(Problems.Forbidden);
        if (!await Tokens.RevokeAsync(context, person, form["token"].ToString()))
            return Refusal.Of(Problems.NoSuchToken);
        return Done(context, person, "token-revoked");
    }

    static FormAnswer Done(HttpContext context, string person, string what)
    {
        Once.Leave(context, what);
        return FormAnswer.Done(PageOf(person));
    }

    static string PageOf(string person) => $"/accounts/{Uri.EscapeDataString(person)}";

    static void Write(HttpContext context, string what, string person, string? detail = null) =>
        context.RequestServices.GetRequiredService<SecurityLog>().Write(context, what, person, detail);

    static (Database Database, TimeProvider Time, string Person) Parts(HttpContext context) =>
        (context.RequestServices.GetRequiredService<Database>(), context.RequestServices.GetRequiredService<TimeProvider>(),
            context.Features.GetRequiredFeature<AccountState>().Person.Id);
}
