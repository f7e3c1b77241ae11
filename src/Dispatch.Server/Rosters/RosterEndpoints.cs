using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Server.Accounts;
using Dispatch.Server.Alliances;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Rosters;

/// <summary>The roster of the chair over HTTP.</summary>
static class RosterEndpoints
{
    public static void MapRosters(this IEndpointRouteBuilder api) =>
        api.MapGet("/alliances/{code}/roster", FindAsync)
            .WithName("getRoster")
            .WithSummary("轮值表 Who chairs when, and who chairs now")
            .Produces<RosterView>()
            .ProducesProblems(404);

    static async Task<Results<Ok<RosterView>, ProblemResult>> FindAsync(
        string code, HttpContext context, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel) =>
        await alliances.FindVisibleAsync(context.Caller(), code, cancel) is { } alliance
            ? TypedResults.Ok(RosterView.Of(alliance.Roster, time.GetUtcNow()))
            : Problems.Of(Refusal.NoSuchAlliance, code);
}
