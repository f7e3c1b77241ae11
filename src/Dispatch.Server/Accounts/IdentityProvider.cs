using Dispatch.Language;

namespace Dispatch.Server.Accounts;

/// <summary>The provider of OpenID Connect that people may come in by, where one is configured.</summary>
/// <param name="Authority">Where its description is found; null where there is none.</param>
/// <param name="Claim">The claim by which it tells people apart.</param>
sealed record IdentityProvider(string? Authority, string ClientId, string? ClientSecret, string Claim)
{
    public bool IsConfigured => Authority is not null;

    /// <summary>Claims about which a provider says itself whether it has checked them; without that they are what somebody typed.</summary>
    public string? VerifiedBy => Claim switch
    {
        "email" => "email_verified",
        "phone_number" => "phone_number_verified",
        _ => null,
    };

    /// <exception cref="UserErrorException">A setting is missing, wrong or unsafe; the message says which.</exception>
    public static IdentityProvider Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Oidc");
        var (authority, client) = (section["Authority"], section["ClientId"]);
        if (string.IsNullOrEmpty(authority) && string.IsNullOrEmpty(client))
            return new IdentityProvider(null, "", null, "");
        if (string.IsNullOrEmpty(authority) || string.IsNullOrEmpty(client))
            throw new UserErrorException("OpenID Connect needs both Oidc__Authority and Oidc__ClientId.");
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address)
            || !(address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback)))
            throw new UserErrorException("Oidc__Authority must be an https:// address.");
        return new IdentityProvider(authority, client, section["ClientSecret"], section["Claim"] is { Length: > 0 } claim ? claim : "sub");
    }
}
