namespace Dispatch.Accounts;

/// <summary>A token as it is stored: its hash and not the token.</summary>
/// <param name="Hash">SHA-256 in lower-case hexadecimal; names the token when it is revoked.</param>
/// <param name="Person">Id.</param>
/// <param name="ExpiresAt">Null where it never does.</param>
/// <param name="Note">What it is for.</param>
public sealed record KnownToken(string Hash, string Person, DateTimeOffset MadeAt, DateTimeOffset? ExpiresAt, string Note)
{
    /// <summary>Of another system, whose orders may be filed with it.</summary>
    public string? Source { get; init; }

    /// <summary>Whether a token is this one.</summary>
    public bool IsOf(string token) => TokenStore.IsWellFormed(token) && TokenStore.HashOf(token) == Hash;
}
