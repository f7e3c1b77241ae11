using System.Security.Claims;
using System.Text.Encodings.Web;
using Dispatch.Accounts;
using Dispatch.Server.Demo;
using Dispatch.Server.Pages;
using Dispatch.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Dispatch.Server.Accounts;

/// <summary>Finds the caller of a page by the word in their cookie.</summary>
/// <remarks>
/// The session is a row of the database: its owner and an administrator can see and end it, and every server knows it.
/// The API does not look at the cookie, so that no other site can use it there.
/// </remarks>
public sealed class SessionCookies(
    Database database, DemoSetup demo, TimeProvider time,
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string Name = "Session";

    /// <summary>Begins with __Host- where it can: then no other host and no plain connection can set it (RFC 6265bis 4.1.3.2).</summary>
    static string CookieName(HttpRequest request) => request.IsHttps ? "__Host-dispatch" : "dispatch";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Cookies[CookieName(Request)] is not { Length: > 0 } word)
            return AuthenticateResult.NoResult();
        var session = await SessionStore.UseAsync(database, word, time.GetUtcNow(), Context.RequestAborted);
        if (session is null || await FindAsync(session.Person) is not { } caller)
            return AuthenticateResult.Fail("The session is not known or has ended.");

        Context.Features.Set(caller);
        Context.Features.Set(session);
        ClaimsIdentity identity = new([new Claim(ClaimTypes.NameIdentifier, caller.Id), new Claim(ClaimTypes.Name, caller.Name)], Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    async Task<Caller?> FindAsync(string person) =>
        demo.CallersFor(Context).GetValueOrDefault(person) ?? await PersonList.FindAsync(database, person, Context.RequestAborted);

    /// <summary>To the sign-in page, and from there back to where they were.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // A form is sent to the address of its page, so that what was typed is found there again.
        var back = $"{Request.Path}{Request.QueryString}";
        Response.Redirect(back is "/" or "" ? "/sign-in" : $"/sign-in?then={Uri.EscapeDataString(back)}");
        return Task.CompletedTask;
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        await PageForms.Render<ForbiddenPage>(Context, StatusCodes.Status403Forbidden).ExecuteAsync(Context);

    /// <summary>Begins a session of a person in this browser; one that was there before ends.</summary>
    /// <param name="stamp">Of the account; null for a caller of the evaluation set-up, who has none.</param>
    public static async Task SignInAsync(HttpContext context, string person, string? stamp = null)
    {
        var services = context.RequestServices;
        var (database, time) = (services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>());
        await SignOutAsync(context);
        var word = await SessionStore.BeginAsync(
            database, person, stamp, context.Request.Headers.UserAgent.ToString(), time.GetUtcNow(), context.RequestAborted);
        context.Response.Cookies.Append(CookieName(context.Request), word, new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = SessionStore.Idle,
        });
    }

    /// <summary>Ends the session of this browser, if there is one.</summary>
    public static async Task SignOutAsync(HttpContext context)
    {
        if (context.Features.Get<Session>() is { } session)
            await SessionStore.EndAsync(context.RequestServices.GetRequiredService<Database>(), session.Person, session.Hash);
        context.Response.Cookies.Delete(CookieName(context.Request), new CookieOptions { Secure = context.Request.IsHttps, Path = "/" });
    }
}
