using Dispatch.Accounts;
using Dispatch.Server.Pages;
using Dispatch.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Dispatch.Server.Accounts;

/// <summary>Coming in by OpenID Connect.</summary>
/// <remarks>
/// Whoever comes back from the provider is the person whose account has that issuer's value of the claim: never somebody of the same
/// name. A person links it to their account themselves, while they are signed in; nobody gets an account by it.
/// </remarks>
static class IdentitySignIn
{
    public const string Scheme = "Oidc";

    const string LinkPurpose = "identity-link";
    const string IdentityItem = "identity";
    const string ThenItem = "then";
    const string LinkItem = "link";

    static readonly TimeSpan LinkGood = TimeSpan.FromMinutes(30);

    /// <summary>Reasons that the page of arrival may be asked to say.</summary>
    public static readonly string[] Reasons = [Problems.UnknownIdentity, Problems.IdentityFailed, Problems.AccountLocked];

    public static void AddIdentitySignIn(this IServiceCollection services, IConfiguration configuration)
    {
        var provider = IdentityProvider.Read(configuration);
        services.AddSingleton(provider);
        if (!provider.IsConfigured)
            return;

        services.AddAuthentication().AddOpenIdConnect(Scheme, options =>
        {
            options.Authority = provider.Authority;
            options.ClientId = provider.ClientId;
            options.ClientSecret = provider.ClientSecret;
            options.RequireHttpsMetadata = provider.Authority!.StartsWith("https:", StringComparison.Ordinal);
            // The code comes back in a redirect and not in a form of another site, to which no cookie of ours would be sent.
            options.ResponseType = OpenIdConnectResponseType.Code;
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            options.UsePkce = true;
            options.MapInboundClaims = false;
            options.CallbackPath = "/sign-in/oidc/done";
            options.RemoteSignOutPath = PathString.Empty;
            options.SignInScheme = SessionCookies.Name;
            options.Scope.Clear();
            options.Scope.Add("openid");
            options.Scope.Add(provider.VerifiedBy is null ? "profile" : ScopeOf(provider.Claim));
            foreach (var cookie in (CookieBuilder[])[options.NonceCookie, options.CorrelationCookie])
                (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
            options.Events.OnRedirectToIdentityProvider = there =>
            {
                if (PublicAddress.Of(there.HttpContext) is { } address)
                    there.ProtocolMessage.RedirectUri = $"{address}{options.CallbackPath}";
                return Task.CompletedTask;
            };
            options.Events.OnTokenValidated = Recognise;
            options.Events.OnTicketReceived = ReceiveAsync;
            options.Events.OnRemoteFailure = FailAsync;
        });
    }

    static string ScopeOf(string claim) => claim == "phone_number" ? "phone" : claim;

    public static void MapIdentitySignIn(this IEndpointRouteBuilder anybody, IEndpointRouteBuilder signedIn, IdentityProvider provider)
    {
        if (!provider.IsConfigured)
            return;
        // As a delegate: the framework would take a function of the context alone for one that answers by itself.
        anybody.MapGet("/sign-in/oidc", (Delegate)((HttpContext context) =>
            GoAsync(context, ThenItem, PageForms.LocalOr(context.Request.Query["then"], "/"))));
        // A link and not a form: a content policy that holds forms to this server holds what they redirect to as well.
        signedIn.MapGet("/account/identity", (HttpContext context, SealedText texts) =>
            texts.Open(LinkPurpose, context.Request.Query["key"]) == context.Features.Get<Session>()?.Hash
                ? GoAsync(context, LinkItem, context.Caller().Id)
                : Task.FromResult(Results.Redirect("/account")));
    }

    /// <summary>The address at which somebody links an identity to their account; it only works in this session.</summary>
    public static string LinkAddress(HttpContext context) =>
        "/account/identity?key=" + Uri.EscapeDataString(context.RequestServices.GetRequiredService<SealedText>()
            .Seal(LinkPurpose, context.Features.Get<Session>()?.Hash ?? "", LinkGood));

    static async Task<IResult> GoAsync(HttpContext context, string item, string value)
    {
        try
        {
            await context.ChallengeAsync(Scheme, new AuthenticationProperties(new Dictionary<string, string?> { [item] = value }));
            return Results.Empty;
        }
        catch (InvalidOperationException error)
        {
            // The provider's description cannot be read.
            Log(context).LogWarning(error, "The provider of OpenID Connect cannot be reached");
            return Results.Redirect(Said(Problems.IdentityFailed));
        }
    }

    /// <summary>The signature, the issuer, the audience and the nonce of the token hold: who is it to the provider?</summary>
    static Task Recognise(TokenValidatedContext context)
    {
        var provider = context.HttpContext.RequestServices.GetRequiredService<IdentityProvider>();
        var value = context.Principal?.FindFirst(provider.Claim)?.Value;
        var verified = provider.VerifiedBy is not { } flag
            || string.Equals(context.Principal?.FindFirst(flag)?.Value, "true", StringComparison.OrdinalIgnoreCase);
        if (string.IsNullOrEmpty(value) || !verified)
            context.Fail($"The provider sends no verified claim '{provider.Claim}'.");
        else
            context.Properties!.Items[IdentityItem] = Account.IdentityOf(context.SecurityToken.Issuer, provider.Claim, value);
        return Task.CompletedTask;
    }

    static async Task ReceiveAsync(TicketReceivedContext ticket)
    {
        ticket.HandleResponse();
        var items = ticket.Properties!.Items;
        var identity = items[IdentityItem]!;
        ticket.Response.Redirect(items.TryGetValue(LinkItem, out var person)
            ? await LinkAsync(ticket.HttpContext, person!, identity)
            : await EnterAsync(ticket.HttpContext, identity, PageForms.LocalOr(items[ThenItem], "/")));
    }

    /// <returns>Where to go on.</returns>
    static async Task<string> EnterAsync(HttpContext context, string identity, string then)
    {
        var (database, security) = Parts(context);
        if (await AccountStore.FindByIdentityAsync(database, identity, context.RequestAborted) is not { } account)
        {
            security.Write(context, "sign-in-refused", null, Problems.UnknownIdentity);
            return Said(Problems.UnknownIdentity);
        }

        if (account.IsLocked)
        {
            security.Write(context, "sign-in-refused", account.Person, Problems.AccountLocked);
            return Said(Problems.AccountLocked);
        }

        // The session that was there before ends with this one, also where it is another person's.
        await context.AuthenticateAsync(SessionCookies.Name);
        await context.RequestServices.GetRequiredService<SignIn>().EnterAsync(context, account, "identity");
        return then;
    }

    /// <returns>Where to go on.</returns>
    static async Task<string> LinkAsync(HttpContext context, string person, string identity)
    {
        var (database, security) = Parts(context);
        await context.AuthenticateAsync(SessionCookies.Name);
        if (context.Features.Get<Session>() is not { } session || session.Person != person)
            return "/account";
        var linked = await AccountStore.SetIdentityAsync(database, person, identity, session.Hash, context.RequestAborted);
        security.Write(context, linked ? "identity-linked" : "identity-refused", person);
        Once.Leave(context, linked ? "identity-linked" : "identity-taken");
        return "/account";
    }

    static Task FailAsync(RemoteFailureContext failure)
    {
        failure.HandleResponse();
        Log(failure.HttpContext).LogWarning(failure.Failure, "Signing in by OpenID Connect failed");
        failure.Response.Redirect(Said(Problems.IdentityFailed));
        return Task.CompletedTask;
    }

    static string Said(string reason) => $"/sign-in?reason={reason}";

    static ILogger Log(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(IdentitySignIn));

    static (Database Database, SecurityLog Security) Parts(HttpContext context) =>
        (context.RequestServices.GetRequiredService<Database>(), context.RequestServices.GetRequiredService<SecurityLog>());
}
