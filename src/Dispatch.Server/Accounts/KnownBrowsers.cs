using System.Security.Cryptography;
using System.Text;
using Dispatch.Server.Pages;

namespace Dispatch.Server.Accounts;

/// <summary>Browsers from which a person has come in before.</summary>
/// <remarks>
/// Their attempts are counted by themselves, so that nobody who tries names from elsewhere keeps a person out of their own browser:
/// https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies.
/// </remarks>
sealed class KnownBrowsers(SealedText texts)
{
    const string Purpose = "known-browser";

    static readonly TimeSpan Good = TimeSpan.FromDays(365);

    /// <summary>What the browser is called, if the person has come in from it before.</summary>
    public string? Find(HttpRequest request, string person) =>
        texts.Open(Purpose, request.Cookies[CookieOf(request, person)])?.Split(' ') is [var whose, var browser] && whose == person
            ? browser
            : null;

    public void Remember(HttpContext context, string person)
    {
        var browser = Find(context.Request, person) ?? Guid.NewGuid().ToString("n");
        var closed = texts.Seal(Purpose, $"{person} {browser}", Good);
        context.Response.Cookies.Append(CookieOf(context.Request, person), closed, new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = Good,
        });
    }

    // A cookie each, since a desk has one browser and several people.
    static string CookieOf(HttpRequest request, string person) =>
        $"{(request.IsHttps ? "__Host-" : "")}known-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(person)))[..12]}";
}
