using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Reports;
using Dispatch.Server.Accounts;
using Dispatch.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Orders;

/// <summary>Whom an order could be given to, over HTTP.</summary>
static class CandidateEndpoints
{
    public static void MapCandidates(this IEndpointRouteBuilder api) => api
        .MapGet("/orders/{number}/candidates", FindAsync)
        .WithName("listCandidates")
        .WithSummary("派单候选单位 Whom the order could be given to: duty, load, record with this category, rulings at this place")
        .Produces<CandidatePage>()
        .ProducesProblems(403, 404);

    static async Task<Results<Ok<CandidatePage>, ProblemResult>> FindAsync(
        string number, HttpContext context, Database database, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel)
    {
        var caller = context.Caller();
        if (!OrderEndpoints.IsNumber(number) || await OrderList.FindAsync(database, number, cancel) is not { } order
            || !Rules.MaySee(order, caller) || await alliances.FindAsync(order.Alliance, cancel) is not { } alliance)
            return Problems.Of(Refusal.NoSuchOrder, number);
        // How busy and how punctual members are is the alliance's own affair.
        if (caller.Merchant is not null)
            return Problems.Of(Problems.Forbidden);
        return TypedResults.Ok(new CandidatePage(await CandidateList.OfAsync(database, alliance, order, time.GetUtcNow(), cancel)));
    }
}

/// <summary>The likeliest first.</summary>
public sealed record CandidatePage(IReadOnlyList<Candidate> Candidates);
