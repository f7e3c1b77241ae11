using Dispatch.Server.Pages;

namespace Dispatch.Server.Accounts;

/// <summary>
/// Whoever acts for nobody reads nothing: somebody whose role was taken away, or who has none yet. Their own account and the orders of
/// which they hold a part as a person are asked for by themselves.
/// </summary>
static class OnlyThoseWhoAct
{
    public static TBuilder ForThoseWhoAct<TBuilder>(this TBuilder routes) where TBuilder : IEndpointConventionBuilder =>
        routes.AddEndpointFilter(async (filter, next) =>
        {
            var context = filter.HttpContext;
            if (context.Features.Get<Dispatch.Accounts.Caller>() is not { ActsForNobody: true })
                return await next(filter);
            return PageErrors.WantsPage(context.Request)
                ? await PageForms.InsteadAsync<ForbiddenPage>(context, StatusCodes.Status403Forbidden)
                : Problems.Of(Problems.Forbidden);
        });
}
