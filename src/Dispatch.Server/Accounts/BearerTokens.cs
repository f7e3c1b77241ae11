using System.Security.Claims;
using System.Text.Encodings.Web;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Server.Demo;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Dispatch.Server.Accounts;

/// <summary>Identifies callers by <c>Authorization: Bearer …</c>.</summary>
public sealed class BearerTokens(
    FindCaller callers, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string Name = "Bearer";

    /// <summary>Longer than any token of ours; anything longer is not looked up.</summary>
    public const int LongestToken = 512;

    const string Prefix = Name + " ";

    string refusal = Refusal.UnknownCaller;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header])
            return AuthenticateResult.NoResult();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();

        var token = header[Prefix.Length..].Trim();
        if (token.Length is 0 or > LongestToken || await callers(token, Context.RequestAborted) is not { } caller)
            return AuthenticateResult.Fail("The token is not known.");
        if (token.StartsWith(Person.DemoPrefix, StringComparison.Ordinal) && !DemoAccess.IsOpenTo(Context))
        {
            refusal = Problems.DemoElsewhere;
            return AuthenticateResult.Fail("The demo's callers come in at this machine only.");
        }

        Context.Features.Set(caller);
        ClaimsIdentity identity = new([new Claim(ClaimTypes.NameIdentifier, caller.Id), new Claim(ClaimTypes.Name, caller.Name)], Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Name;
        return Problems.Of(refusal).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.Of(Problems.Forbidden).ExecuteAsync(Context);
}

public static class CallerAccess
{
    /// <summary>Every route needs a known caller, except those that allow anybody.</summary>
    /// <param name="services">Contains a <see cref="FindCaller"/>.</param>
    public static void AddBearerTokens(this IServiceCollection services)
    {
        services.AddAuthentication(BearerTokens.Name).AddScheme<AuthenticationSchemeOptions, BearerTokens>(BearerTokens.Name, null);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    /// <summary>The caller of this request.</summary>
    /// <exception cref="InvalidOperationException">The route allows anonymous callers.</exception>
    public static Caller Caller(this HttpContext context) => context.Features.GetRequiredFeature<Caller>();
}
