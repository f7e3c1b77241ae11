using Dispatch.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Dispatch.Server.Accounts;

/// <summary>Passwords as ASP.NET Core Identity hashes them: PBKDF2 with HMAC-SHA512.</summary>
static class Passwords
{
    public const int Shortest = 10;
    public const int Longest = 200;

    /// <summary>As OWASP advises for this hash.</summary>
    const int Iterations = 210_000;

    const int FewestDifferent = 5;

    /// <summary>What is tried first, and long enough to pass otherwise: rows of keys that run on, and words of this house.</summary>
    static readonly string[] Guessed =
    [
        "01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb", "abcdefghijklmnopqrstuvwxyz",
        "password", "dispatch", "shuiyuncheng", "dangjian", "hanjiang", "putian", "woaini", "admin123", "iloveyou", "welcome",
    ];

    static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    /// <summary>A name that nobody has is answered as late as one with a wrong password.</summary>
    static readonly Lazy<string> Nobodys = new(() => Hasher.HashPassword("", Guid.NewGuid().ToString()));

    public static string Hash(string password) => Hasher.HashPassword("", Typing.Plain(password));

    /// <param name="hash">Null where there is no password, which takes as long and is false.</param>
    public static bool Verify(string? hash, string password)
    {
        var tried = password.Length > Longest ? "" : Typing.Plain(password);
        return Hasher.VerifyHashedPassword("", hash ?? Nobodys.Value, tried) != PasswordVerificationResult.Failed && hash is not null;
    }

    /// <summary>Why somebody may not have a password; null where they may.</summary>
    public static string? FaultOf(string password, Caller person)
    {
        var plain = Typing.Plain(password);
        return plain.Length switch
        {
            < Shortest => $"shorter-than-{Shortest}",
            > Longest => $"longer-than-{Longest}",
            _ => IsGuessed(plain.ToLowerInvariant(), person) ? "too-simple" : null,
        };
    }

    static bool IsGuessed(string password, Caller person)
    {
        string[] names = [person.Id, person.Name.ToLowerInvariant()];
        // What is left when everything that is easily guessed is taken out.
        var left = password;
        foreach (var guessed in names.Concat(Guessed).Where(text => text.Length > 1))
            left = left.Replace(guessed, "", StringComparison.Ordinal);
        return left.Length < Shortest / 2
            || left.Distinct().Count() < FewestDifferent
            || Guessed.Any(row => row.Contains(password, StringComparison.Ordinal));
    }
}
