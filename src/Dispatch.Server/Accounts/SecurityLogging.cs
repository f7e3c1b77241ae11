namespace Dispatch.Server.Accounts;

/// <summary>Writes to the security log what requests were refused, and who took much away.</summary>
static class SecurityLogging
{
    /// <summary>Comes first in the pipeline. Writes who was not let in, or may not do what they asked for, and at what route.</summary>
    public static void UseSecurityLog(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<SecurityLog>();
        app.Use(async (context, next) =>
        {
            await next(context);
            if (context.Response.StatusCode is not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
                || context.Features.Get<SecurityLog.Written>() is not null)
                return;
            var person = context.Features.Get<Dispatch.Accounts.Caller>()?.Id;
            log.Write(context, "refused", person, $"{context.Response.StatusCode} {context.Request.Method} {RouteOf(context)}");
        });
    }

    /// <summary>Writes that somebody has taken this answer away: a table, a workbook, a list of people.</summary>
    /// <param name="what">Such as <c>exported</c>.</param>
    /// <param name="which">The requests that are meant; null for all.</param>
    public static TBuilder LogSecurity<TBuilder>(this TBuilder routes, string what, Func<HttpContext, bool>? which = null)
        where TBuilder : IEndpointConventionBuilder =>
        routes.AddEndpointFilter(async (filter, next) =>
        {
            var answer = await next(filter);
            var context = filter.HttpContext;
            if (which?.Invoke(context) != false
                && answer is not (ProblemResult or INestedHttpResult { Result: ProblemResult }))
            {
                var values = context.Request.RouteValues.Where(value => value.Value is string);
                context.RequestServices.GetRequiredService<SecurityLog>().Write(
                    context, what, context.Features.Get<Dispatch.Accounts.Caller>()?.Id,
                    string.Join(' ', values.Select(value => $"{value.Key}={value.Value}").Prepend(RouteOf(context))));
            }

            return answer;
        });

    /// <summary>As it was mapped: what stands in an address may be a secret.</summary>
    static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
}
