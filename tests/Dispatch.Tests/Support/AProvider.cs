using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dispatch.Tests.Support;

/// <summary>A provider of OpenID Connect: OpenIddict, with one client and without a database. It says who asks as it was told.</summary>
sealed class AProvider : IAsyncDisposable
{
    public const string Client = "dispatch";
    public const string ClientSecret = "known to both";

    readonly WebApplication app;

    AProvider(WebApplication app) => this.app = app;

    public Uri Url => new(
        app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    /// <summary>What it says of whoever comes next.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; set; } = new Dictionary<string, string> { ["sub"] = "1" };

    public static async Task<AProvider> StartAsync()
    {
        AProvider? provider = null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddLogging().AddRouting();
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
            options.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().EnableDegradedMode();
            options.RegisterScopes("openid", "profile", "email");
            options.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
            options.UseAspNetCore().DisableTransportSecurityRequirement();
            options.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != Client)
                    context.Reject(OpenIddictConstants.Errors.InvalidClient);
                return ValueTask.CompletedTask;
            }));
            options.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != Client || context.ClientSecret != ClientSecret)
                    context.Reject(OpenIddictConstants.Errors.InvalidClient);
                return ValueTask.CompletedTask;
            }));
            options.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                ClaimsIdentity identity = new(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
                foreach (var (name, value) in provider!.Claims)
                {
                    Claim claim = name.EndsWith("_verified", StringComparison.Ordinal)
                        ? new(name, value, ClaimValueTypes.Boolean)
                        : new(name, value);
                    claim.SetDestinations(OpenIddictConstants.Destinations.IdentityToken);
                    identity.AddClaim(claim);
                }

                ClaimsPrincipal principal = new(identity);
                principal.SetScopes(context.Request.GetScopes());
                context.SignIn(principal);
                return ValueTask.CompletedTask;
            }));
        });
        var app = builder.Build();
        app.UseAuthentication();
        await app.StartAsync();
        return provider = new AProvider(app);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
