namespace Dispatch.Server;

/// <summary>Answers HEAD wherever there is an answer to GET, with the same status and headers and no body (RFC 9110, 9.3.2).</summary>
static class HeadRequests
{
    /// <summary>Comes before routing. The server leaves the body of the answer out by itself, since it knows how it was asked.</summary>
    public static void UseHead(this WebApplication app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
            context.Features.Set(new AskedByHead());
        }

        return next(context);
    });

    /// <summary>For an answer that has no end.</summary>
    public static bool WantsNoBody(this HttpContext context) => context.Features.Get<AskedByHead>() is not null;

    sealed record AskedByHead;
}
