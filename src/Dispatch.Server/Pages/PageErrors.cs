using Dispatch.Orders;

namespace Dispatch.Server.Pages;

/// <summary>Failures as people read them: a page in place of problem details.</summary>
static class PageErrors
{
    static readonly string[] OfPrograms = ["/api", "/openapi", "/feeds", "/healthz", "/readyz", "/metrics", "/live"];

    /// <summary>Whether the request is a browser's for a page, and not a program's.</summary>
    public static bool WantsPage(HttpRequest request) =>
        request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true)
        && !OfPrograms.Any(path => request.Path.StartsWithSegments(path));

    /// <summary>An address that nothing answers to is no secret: nobody has to sign in to be told so.</summary>
    public static void UsePageErrors(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint() is null && WantsPage(context.Request))
            await AnswerAsync(context, Refusal.Of(Problems.NoSuchRoute));
        else
            await next(context);
    });

    public static async Task AnswerAsync(HttpContext context, Refusal refusal)
    {
        var viewer = context.RequestServices.GetRequiredService<Viewer>();
        try
        {
            await viewer.ReadAsync();
        }
        catch (Exception)
        {
            // Who reads cannot be found out while the database is away; the page says what is wrong all the same.
        }

        viewer.Fault = new FormFault("", refusal, FormCollection.Empty);
        context.Request.RouteValues.Clear();
        var status = Problems.StatusOf(refusal.Code);
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = Problems.RetryAfterSeconds;
        else if (refusal is { Code: Refusal.TooMany, Names: [var seconds, ..] })
            context.Response.Headers.RetryAfter = seconds;
        var page = status == StatusCodes.Status404NotFound
            ? PageForms.Render<NotFoundPage>(context, status)
            : PageForms.Render<FailedPage>(context, status);
        await page.ExecuteAsync(context);
    }
}
