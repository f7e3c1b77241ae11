using System.Net;
using Dispatch.Language;

namespace Dispatch.Server;

/// <summary>Where people reach the server, where that is configured: links are built from it and not from what a request says.</summary>
/// <param name="Text">Without a slash at its end; null where it is not configured.</param>
/// <param name="AlsoCalled">Further names under which requests are answered.</param>
sealed record PublicAddress(string? Text, IReadOnlyList<string> AlsoCalled)
{
    /// <exception cref="UserErrorException">It is no address that people can go to.</exception>
    public static PublicAddress Read(IConfiguration configuration)
    {
        var also = configuration["AllowedHosts"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (configuration["PublicAddress"] is not { Length: > 0 } text)
            return new PublicAddress(null, also);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            throw new UserErrorException($"PublicAddress is an address such as https://dispatch.example.cn, not '{text}'.");
        return new PublicAddress(address.GetLeftPart(UriPartial.Path).TrimEnd('/'), also);
    }

    /// <summary>The address for links in an answer: the configured one, or else the one that was called.</summary>
    public static string For(HttpContext context)
    {
        var request = context.Request;
        return Of(context) ?? $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";
    }

    /// <summary>The configured one; null where there is none.</summary>
    public static string? Of(HttpContext context) => context.RequestServices.GetRequiredService<PublicAddress>().Text;

    /// <summary>
    /// Whether a request under this name is answered: the public one, further ones that are allowed, and those of the machine itself.
    /// </summary>
    public bool Answers(string host) =>
        Text is null
        || new Uri(Text).Host.Equals(host, StringComparison.OrdinalIgnoreCase)
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip))
        || AlsoCalled.Any(name => IsMeantBy(name, host));

    static bool IsMeantBy(string name, string host) =>
        name == "*" || name.Equals(host, StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase));
}

static class HostNames
{
    /// <summary>Refuses what comes under a name that is not ours: no link, cookie or cache is to be made for it.</summary>
    public static void UseHostNames(this WebApplication app)
    {
        var address = app.Services.GetRequiredService<PublicAddress>();
        app.Use((context, next) => address.Answers(context.Request.Host.Host)
            ? next(context)
            : Problems.Of(Problems.WrongHost, context.Request.Host.Host).ExecuteAsync(context));
    }
}
