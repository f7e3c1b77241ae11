namespace Dispatch.Server.Pages;

/// <summary>What the page after a form shows once and never again: a secret that was just made, or that something was done.</summary>
/// <param name="Kind">What it is, so that only the page that knows it shows it.</param>
sealed record Once(string Kind, string Text)
{
    const string Cookie = "once";

    static readonly TimeSpan Good = TimeSpan.FromMinutes(2);

    public static void Leave(HttpContext context, string kind, string text = "")
    {
        var closed = context.RequestServices.GetRequiredService<SealedText>().Seal(Cookie, $"{kind} {text}", Good);
        context.Response.Cookies.Append(Cookie, closed, new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Strict,
            MaxAge = Good,
        });
    }

    /// <summary>What was left for this browser, which is then gone; null where nothing was.</summary>
    public static Once? Take(HttpContext context)
    {
        if (context.Request.Headers.ContainsKey("X-Live") || context.Request.Cookies[Cookie] is not { } closed)
            return null;
        context.Response.Cookies.Delete(Cookie);
        return context.RequestServices.GetRequiredService<SealedText>().Open(Cookie, closed)?.Split(' ', 2) is [var kind, var text]
            ? new Once(kind, text)
            : null;
    }
}
