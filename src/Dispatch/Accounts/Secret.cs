using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dispatch.Accounts;

/// <summary>A random word that gives access to whoever has it: a token, or the address of a feed. Only its hash is stored.</summary>
/// <remarks>A plain hash is enough: the word is 256 random bits, which no list of passwords has.</remarks>
static class Secret
{
    const int RandomBytes = 32;

    static readonly int RandomLength = Base64Url.GetEncodedLength(RandomBytes);

    /// <param name="prefix">Tells one kind of secret from another, so that none is accepted in the place of another kind.</param>
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Whether a text could be such a secret at all; one that could not needs no query.</summary>
    public static bool IsWellFormed(string text, string prefix) =>
        text.Length == prefix.Length + RandomLength
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && Base64Url.IsValid(text.AsSpan(prefix.Length));

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
