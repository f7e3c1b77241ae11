using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Server.Accounts;
using Dispatch.Server.Alliances;
using Dispatch.Storage;
using Dispatch.Watching;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Orders;

/// <summary>The joint meeting over HTTP: its agenda and its rulings. Merchants take no part in it.</summary>
static class MeetingEndpoints
{
    public static void MapMeeting(this IEndpointRouteBuilder api)
    {
        api.MapGet("/alliances/{code}/agenda", AgendaAsync)
            .WithName("listAgenda")
            .WithSummary("联席会议议程 What has climbed to the joint meeting, with its history and what the members concerned said")
            .WithMetadata(new QueryMetadata("after", "take"))
            .Produces<AgendaPage>()
            .ProducesProblems(403, 404, 422);

        api.MapGet("/alliances/{code}/rulings", RulingsAsync)
            .WithName("listRulings")
            .WithSummary("责任区域裁定 Who answers for which trouble at which place, as the joint meeting ruled")
            .WithMetadata(new QueryMetadata("category", "place", "after", "take"))
            .Produces<RulingPage>()
            .ProducesProblems(403, 404, 422);

        api.MapGet("/alliances/{code}/missed", MissedAsync)
            .WithName("listMissedNotices")
            .WithSummary(
                "停机期间的提醒汇总 What was missed while no server ran, one line for each holder; of the last seven days, or from a day on")
            .WithMetadata(new QueryMetadata("from"))
            .Produces<MissedPage>()
            .ProducesProblems(403, 404, 422);
    }

    /// <summary>The alliance, if the caller takes part in its meeting; else why not.</summary>
    static async ValueTask<(Alliance? Alliance, ProblemResult? Problem)> AdmitAsync(
        HttpContext context, AllianceDirectory alliances, string code, CancellationToken cancel)
    {
        var caller = context.Caller();
        if (await alliances.FindVisibleAsync(caller, code, cancel) is not { } alliance)
            return (null, Problems.Of(Refusal.NoSuchAlliance, code));
        return caller.Merchant is null ? (alliance, null) : (null, Problems.Of(Problems.Forbidden));
    }

    static async Task<Results<Ok<AgendaPage>, ProblemResult>> AgendaAsync(
        string code, HttpContext context, Database database, AllianceDirectory alliances, OrderReader reader, CancellationToken cancel)
    {
        var (alliance, refused) = await AdmitAsync(context, alliances, code, cancel);
        if (alliance is null)
            return refused!;
        QueryReader query = new(context.Request.Query);
        var (after, take) = (query.After(), query.Take());
        if (query.Problem() is { } problem)
            return problem;

        var orders = await JointMeeting.AgendaAsync(database, alliance.Code, after, take + 1, cancel);
        var views = await reader.ViewsAsync([.. orders.Take(take)], alliance, context.Caller(), cancel);
        return TypedResults.Ok(new AgendaPage(
            [.. views.Select(view => new AgendaItem(view.Paged(), PositionsOf(view)))],
            orders.Count > take ? PageKey.Of(orders[take - 1]).Text : null));
    }

    /// <summary>The reasons, reports and remarks of each member that ever had a part.</summary>
    internal static IReadOnlyList<Position> PositionsOf(OrderView order) =>
    [
        .. order.Assignments.Select(part => part.Member).Distinct().Select(member => new Position(
            member,
            [
                .. order.Steps!.Where(step => step.Actor.Member == member)
                    .Select(step => (step, text: TextOf(step)))
                    .Where(said => said.text is not null)
                    .Select(said => new Statement(said.step.At, said.step.Step, said.step.Actor.Name, said.text!)),
            ])),
    ];

    internal static string? TextOf(StepView step) =>
        ((string[])["reason", "note", "text"])
            .Select(field => step.Input.TryGetProperty(field, out var text) ? text.GetString() : null)
            .FirstOrDefault(text => text is not null);

    static async Task<Results<Ok<MissedPage>, ProblemResult>> MissedAsync(
        string code, HttpContext context, Database database, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel)
    {
        var (alliance, refused) = await AdmitAsync(context, alliances, code, cancel);
        if (alliance is null)
            return refused!;
        QueryReader query = new(context.Request.Query);
        var from = query.From("from", alliance.Zone) ?? time.GetUtcNow() - TimeSpan.FromDays(7);
        if (query.Problem() is { } problem)
            return problem;

        return TypedResults.Ok(new MissedPage(await MissedNotices.SinceAsync(database, alliance.Code, from, cancel)));
    }

    static async Task<Results<Ok<RulingPage>, ProblemResult>> RulingsAsync(
        string code, HttpContext context, Database database, AllianceDirectory alliances, CancellationToken cancel)
    {
        var (alliance, refused) = await AdmitAsync(context, alliances, code, cancel);
        if (alliance is null)
            return refused!;
        QueryReader query = new(context.Request.Query);
        var (category, place) = (query.Known("category", alliance.Categories.ContainsKey, "unknown"), query.Text("place"));
        var (after, take) = (query.After(), query.Take());
        if (query.Problem() is { } problem)
            return problem;

        var rulings = await JointMeeting.RulingsAsync(database, alliance.Code, category, place, after, take + 1, cancel);
        return TypedResults.Ok(new RulingPage(
            [.. rulings.Take(take).Select(Disclosure.Hidden)], rulings.Count > take ? rulings[take - 1].Key?.Text : null));
    }
}

/// <summary>The holder with the most missed notices comes first.</summary>
public sealed record MissedPage(IReadOnlyList<MissedNotices> Holders);

/// <summary>A page of the agenda, earliest due first.</summary>
/// <param name="Next">To be sent as <c>after</c> for the page that follows; left out on the last.</param>
public sealed record AgendaPage(IReadOnlyList<AgendaItem> Items, string? Next);

/// <param name="Order">With its whole history.</param>
/// <param name="Positions">What the members concerned said.</param>
public sealed record AgendaItem(OrderView Order, IReadOnlyList<Position> Positions);

/// <param name="Member">Code of the member.</param>
public sealed record Position(string Member, IReadOnlyList<Statement> Statements);

/// <param name="Step">The step it was given with.</param>
public sealed record Statement(DateTimeOffset At, string Step, string Name, string Text);

/// <summary>A page of the rulings, the latest first.</summary>
/// <param name="Next">To be sent as <c>after</c> for the page that follows; left out on the last.</param>
public sealed record RulingPage(IReadOnlyList<Ruling> Rulings, string? Next);
