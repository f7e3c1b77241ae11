namespace Dispatch.Accounts;

/// <summary>How a person signs in to the pages.</summary>
public sealed record Account
{
    /// <summary>Id; the name to sign in with.</summary>
    public required string Person { get; init; }

    public required string PasswordHash { get; init; }

    /// <summary>Another one with each change of how the person signs in: a session that began under an older one has ended.</summary>
    public required string Stamp { get; init; }

    /// <summary>Since when an administrator or the secretariat keeps the person out; null while they may come in.</summary>
    public DateTimeOffset? LockedAt { get; init; }

    /// <summary>What the codes of a second step are computed from, in Base32; null where there is no second step.</summary>
    public string? TotpSecret { get; init; }

    /// <summary>Who the person is to a provider of OpenID Connect, as <see cref="IdentityOf"/> writes it.</summary>
    public string? Identity { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public bool IsLocked => LockedAt is not null;

    public bool HasSecondStep => TotpSecret is not null;

    /// <summary>Who somebody is to a provider: a value means nothing without the claim it stands in and who vouches for it.</summary>
    public static string IdentityOf(string issuer, string claim, string value) => $"{issuer} {claim} {value}";
}
