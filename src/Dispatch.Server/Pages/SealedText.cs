using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Dispatch.Server.Pages;

/// <summary>A short text that is left in a browser, where nobody can read it or change it; it ends by itself.</summary>
sealed class SealedText(IDataProtectionProvider protection, TimeProvider time)
{
    /// <param name="purpose">What it is for; it opens for nothing else.</param>
    public string Seal(string purpose, string text, TimeSpan good)
    {
        var ends = (time.GetUtcNow() + good).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return protection.CreateProtector(purpose).Protect($"{ends} {text}");
    }

    /// <returns>Null when it is not ours, is for something else, or has ended.</returns>
    public string? Open(string purpose, string? closed)
    {
        if (string.IsNullOrEmpty(closed))
            return null;
        try
        {
            var parts = protection.CreateProtector(purpose).Unprotect(closed).Split(' ', 2);
            var ends = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
            return ends > time.GetUtcNow() ? parts[1] : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
