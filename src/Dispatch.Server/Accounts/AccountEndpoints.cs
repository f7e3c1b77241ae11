using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Accounts;

/// <summary>Who the caller is.</summary>
/// <param name="Alliance">Code; left out for an administrator of all.</param>
/// <param name="Member">Code of the member they act for, as of now.</param>
/// <param name="Merchant">Code of the merchant they are.</param>
/// <param name="Desks">Where orders may wait for them, as of now.</param>
public sealed record CallerView(
    string Id, string Name, string? Alliance, string? Member, string? Merchant, IReadOnlyList<string> Roles, IReadOnlyList<string> Desks);

/// <remarks>
/// Programs list and end; they make nothing that lets somebody in. Otherwise whoever had a token that leaked could make another one
/// before it is revoked.
/// </remarks>
static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me", MeAsync)
            .WithName("getMe")
            .WithSummary("我是谁 Who the caller is, and their desks now")
            .ProducesProblems();

        api.MapGet("/me/sessions", (HttpContext context, Parts parts) => SessionsAsync(context.Caller().Id, parts))
            .WithName("listOwnSessions")
            .WithSummary("我的登录 Where the caller is signed in to the pages")
            .ProducesProblems();
        api.MapDelete("/me/sessions/{id}", (HttpContext context, string id, Parts parts) => EndSessionAsync(context.Caller().Id, id, parts))
            .WithName("endOwnSession")
            .WithSummary("结束我的登录 End one of the caller's sessions")
            .ProducesProblems(404);
        api.MapGet("/me/tokens", (HttpContext context, Parts parts) => TokensAsync(context.Caller().Id, parts))
            .WithName("listOwnTokens")
            .WithSummary("我的令牌 The tokens of the caller's programs")
            .WithDescription("They are made in the pages.")
            .ProducesProblems();
        api.MapDelete("/me/tokens/{id}", (HttpContext context, string id, Parts parts) => RevokeAsync(context.Caller().Id, id, parts))
            .WithName("revokeOwnToken")
            .WithSummary("作废我的令牌 Revoke one of the caller's tokens by its listing")
            .ProducesProblems(404);

        api.MapGet("/accounts", ListAsync)
            .WithName("listAccounts")
            .WithSummary("账号 The accounts that the caller looks after: a secretariat its alliance's, an administrator all")
            .WithMetadata(new QueryMetadata("alliance"))
            .LogSecurity("people-read")
            .ProducesProblems(403, 422);
        api.MapGet("/accounts/{person}/sessions", (HttpContext context, string person, Parts parts) =>
                ManagedAsync(context, person, parts, adminOnly: false, async () => await SessionsAsync(person, parts)))
            .WithName("listSessions")
            .WithSummary("某人的登录 Where a person is signed in")
            .Produces<SessionsView>()
            .ProducesProblems(404);
        api.MapDelete("/accounts/{person}/sessions/{id}", (HttpContext context, string person, string id, Parts parts) =>
                ManagedAsync(context, person, parts, adminOnly: false, () => EndSessionAsync(person, id, parts)))
            .WithName("endSession")
            .WithSummary("结束某人的登录 End a person's session")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(404);
        api.MapGet("/accounts/{person}/tokens", (HttpContext context, string person, Parts parts) =>
                ManagedAsync(context, person, parts, adminOnly: true, async () => await TokensAsync(person, parts)))
            .WithName("listTokens")
            .WithSummary("某人的令牌 The tokens of a person's programs; for an administrator")
            .Produces<TokensView>()
            .ProducesProblems(403, 404);
        api.MapDelete("/accounts/{person}/tokens/{id}", (HttpContext context, string person, string id, Parts parts) =>
                ManagedAsync(context, person, parts, adminOnly: true, () => RevokeAsync(person, id, parts)))
            .WithName("revokeToken")
            .WithSummary("作废某人的令牌 Revoke a person's token by its listing; for an administrator")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(403, 404);
    }

    /// <summary>What all of these routes need.</summary>
    internal sealed record Parts(HttpContext Context, Database Database, TimeProvider Time, SecurityLog Security)
    {
        public CancellationToken Cancel => Context.RequestAborted;

        public static ValueTask<Parts> BindAsync(HttpContext context) => ValueTask.FromResult(new Parts(
            context, context.RequestServices.GetRequiredService<Database>(), context.RequestServices.GetRequiredService<TimeProvider>(),
            context.RequestServices.GetRequiredService<SecurityLog>()));
    }

    static async Task<Ok<CallerView>> MeAsync(
        HttpContext context, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel)
    {
        var caller = context.Caller();
        IReadOnlyList<string> desks = [];
        if (caller.Alliance is { } code && await alliances.FindAsync(code, cancel) is { } alliance)
        {
            var now = time.GetUtcNow();
            caller = caller.At(now, alliance);
            desks = WorkList.DesksOf(caller, alliance, now);
        }

        return TypedResults.Ok(new CallerView(
            caller.Id, caller.Name, caller.Alliance, caller.Member, caller.Merchant, caller.Roles, desks));
    }

    static async Task<Results<Ok<AccountsView>, ProblemResult>> ListAsync(HttpContext context, AllianceDirectory alliances, Parts parts)
    {
        var caller = context.Caller();
        if (!caller.ManagesAccounts())
            return Problems.Of(Problems.Forbidden);
        QueryReader query = new(context.Request.Query);
        var named = query.Text("alliance");
        if (query.Problem() is { } problem)
            return problem;
        var asked = named is { } code
            ? [code]
            : CodesOf(caller, await alliances.AllAsync(parts.Cancel));
        List<AccountView> views = [];
        foreach (var alliance in asked.Where(caller.BelongsTo))
        {
            var states = await AccountList.OfAsync(parts.Database, caller, alliance, parts.Time.GetUtcNow(), parts.Cancel);
            views.AddRange(states.Select(AccountView.Of).Where(view => views.TrueForAll(other => other.Person != view.Person)));
        }

        return TypedResults.Ok(new AccountsView(views));
    }

    static IEnumerable<string> CodesOf(Caller caller, IReadOnlyList<Alliance> all) =>
        caller.Alliance is { } own ? [own] : all.Select(alliance => alliance.Code);

    /// <summary>A person whose account the caller does not look after is not to be found.</summary>
    static async Task<IResult> ManagedAsync(HttpContext context, string person, Parts parts, bool adminOnly, Func<Task<IResult>> then)
    {
        var caller = context.Caller();
        if (!caller.ManagesAccounts()
            || await PersonList.FindAsync(parts.Database, person, parts.Cancel) is not { } found || !caller.Manages(found))
            return Problems.Of(Problems.NoSuchAccount);
        return adminOnly && !caller.IsAdmin ? Problems.Of(Problems.Forbidden) : await then();
    }

    static async Task<Ok<SessionsView>> SessionsAsync(string person, Parts parts)
    {
        var sessions = await SessionStore.OfAsync(parts.Database, person, parts.Time.GetUtcNow(), parts.Cancel);
        return TypedResults.Ok(new SessionsView([.. sessions.Select(SessionView.Of)]));
    }

    static async Task<IResult> EndSessionAsync(string person, string id, Parts parts)
    {
        if (!await SessionStore.EndAsync(parts.Database, person, id, parts.Cancel))
            return Problems.Of(Problems.NoSuchSession);
        parts.Security.Write(parts.Context, "session-ended", person, SecurityLog.Short(id));
        return TypedResults.NoContent();
    }

    static async Task<Ok<TokensView>> TokensAsync(string person, Parts parts)
    {
        var tokens = await TokenList.OfAsync(parts.Database, person, parts.Cancel);
        return TypedResults.Ok(new TokensView([.. tokens.Select(TokenView.Of)]));
    }

    static async Task<IResult> RevokeAsync(string person, string id, Parts parts) =>
        await Tokens.RevokeAsync(parts.Context, person, id) ? TypedResults.NoContent() : Problems.Of(Problems.NoSuchToken);
}
