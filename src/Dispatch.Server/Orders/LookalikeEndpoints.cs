using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Server.Accounts;
using Dispatch.Storage;
using Dispatch.Workflows;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Orders;

/// <summary>Which open orders may be the same trouble, over HTTP.</summary>
static class LookalikeEndpoints
{
    public static void MapLookalikes(this IEndpointRouteBuilder api) => api
        .MapGet("/orders/{number}/lookalikes", FindAsync)
        .WithName("listLookalikes")
        .WithSummary("疑似重复 Open orders that may be the same trouble, with what they have in common")
        .Produces<LookalikePage>()
        .ProducesProblems(403, 404);

    static async Task<Results<Ok<LookalikePage>, ProblemResult>> FindAsync(
        string number, HttpContext context, Database database, AllianceDirectory alliances, WorkflowLibrary workflows,
        TimeProvider time, CancellationToken cancel)
    {
        var caller = context.Caller();
        if (!OrderEndpoints.IsNumber(number) || await OrderList.FindAsync(database, number, cancel) is not { } order
            || !Rules.MaySee(order, caller) || await alliances.FindAsync(order.Alliance, cancel) is not { } alliance)
            return Problems.Of(Refusal.NoSuchOrder, number);
        // They are other people's orders.
        if (caller.Merchant is not null)
            return Problems.Of(Problems.Forbidden);

        List<LookalikeView> views = [];
        foreach (var like in await LookalikeList.OfAsync(database, order, cancel))
        {
            var shown = like with { Order = Disclosure.To(caller, like.Order, alliance, time.GetUtcNow()) };
            views.Add(LookalikeView.Of(shown, await workflows.FindAsync(like.Order.Workflow, like.Order.WorkflowVersion, cancel)));
        }

        return TypedResults.Ok(new LookalikePage(views));
    }
}

/// <summary>The likeliest first.</summary>
public sealed record LookalikePage(IReadOnlyList<LookalikeView> Lookalikes);

/// <param name="SamePlace">The places are written alike.</param>
/// <param name="Metres">How far apart they are; left out unless both have coordinates, and they are near.</param>
/// <param name="MayGoOn">It was filed earlier, so that the order can be merged into it.</param>
public sealed record LookalikeView(
    OrderView Order, bool SamePlace, int? Metres, bool SameMerchant, bool SameCategory, bool MayGoOn)
{
    internal static LookalikeView Of(Lookalike like, Workflow workflow) => new(
        OrderView.Brief(like.Order, workflow), like.SamePlace, like.Metres, like.SameMerchant, like.SameCategory, like.MayGoOn);
}
