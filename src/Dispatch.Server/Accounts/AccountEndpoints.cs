using Dispatch.Alliances;
using Dispatch.Orders;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Accounts;

/// <summary>Who the caller is.</summary>
/// <param name="Alliance">Code; left out for an administrator of all.</param>
/// <param name="Member">Code of the member they act for, as of now.</param>
/// <param name="Merchant">Code of the merchant they are.</param>
/// <param name="Desks">Where orders may wait for them, as of now.</param>
public sealed record CallerView(
    string Id, string Name, string? Alliance, string? Member, string? Merchant, IReadOnlyList<string> Roles, IReadOnlyList<string> Desks);

static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder api) =>
        api.MapGet("/me", MeAsync)
            .WithName("getMe")
            .WithSummary("我是谁 Who the caller is, and their desks now")
            .ProducesProblems();

    static async Task<Ok<CallerView>> MeAsync(
        HttpContext context, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel)
    {
        var caller = context.Caller();
        IReadOnlyList<string> desks = [];
        if (caller.Alliance is { } code && await alliances.FindAsync(code, cancel) is { } alliance)
        {
            var now = time.GetUtcNow();
            caller = caller.At(now, alliance);
            desks = WorkList.DesksOf(caller, alliance, now);
        }

        return TypedResults.Ok(new CallerView(
            caller.Id, caller.Name, caller.Alliance, caller.Member, caller.Merchant, caller.Roles, desks));
    }
}
