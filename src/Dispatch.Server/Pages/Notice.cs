namespace Dispatch.Server.Pages;

/// <summary>What was just done, shown once on the page that comes after it.</summary>
/// <param name="Step">Name of the step.</param>
/// <param name="Number">Of the order.</param>
public sealed record Notice(string Step, string Number)
{
    const string Cookie = "done";

    /// <summary>Leaves a notice for the next page of this browser.</summary>
    public static void Leave(HttpContext context, string step, string number) =>
        context.Response.Cookies.Append(Cookie, $"{step}~{number}", new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Strict,
            MaxAge = TimeSpan.FromSeconds(30),
        });

    /// <summary>The notice that was left, which is then gone; null where none was.</summary>
    public static Notice? Take(HttpContext context)
    {
        // A live region that is brought up to date is not the page that the notice is for.
        if (context.Request.Headers.ContainsKey("X-Live") || context.Request.Cookies[Cookie]?.Split('~') is not [var step, var number])
            return null;
        context.Response.Cookies.Delete(Cookie);
        return step.Length < 20 && number.Length < 41 ? new Notice(step, number) : null;
    }
}
