namespace Dispatch.Server.Pages;

/// <summary>What a browser is told about every answer: where scripts and styles may come from, and that nothing personal is kept.</summary>
static class PageHeaders
{
    /// <summary>Nothing but our own files, no inline script or style, and no page of ours in another's frame.</summary>
    const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        + "manifest-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

    public static void UsePageHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            if (context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true
                && context.GetEndpoint()?.Metadata.GetMetadata<OwnContentPolicy>() is null)
                headers.ContentSecurityPolicy = ContentPolicy;
            if (headers.CacheControl.Count == 0)
                headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(context);
    });
}

/// <summary>Marks a page of somebody else's making, such as the description of the API, which ours cannot hold to its policy.</summary>
sealed record OwnContentPolicy;
