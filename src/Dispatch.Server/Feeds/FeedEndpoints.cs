using System.Text;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Feeds;
using Dispatch.Orders;
using Dispatch.Server.Accounts;
using Dispatch.Storage;
using Dispatch.Workflows;
using Ical.Net;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Feeds;

/// <summary>A person's deadlines and roster as calendars to subscribe to (日历订阅).</summary>
static class FeedEndpoints
{
    /// <summary>The routes by which people make and end their feed; a token is needed.</summary>
    public static void MapFeeds(this IEndpointRouteBuilder api)
    {
        api.MapPost("/me/feed", MakeAsync)
            .WithName("makeFeed")
            .WithSummary("新建日历订阅 Make the secret addresses of the caller's calendars")
            .WithDescription(
                "Earlier addresses stop working at once. The new ones are shown only now; whoever has them can read, without a token.")
            .WithMetadata(new NoKeyMetadata())
            .Produces<FeedAddresses>(StatusCodes.Status201Created)
            .ProducesProblems(409);

        api.MapGet("/me/feed", FindAsync)
            .WithName("getFeed")
            .WithSummary("有无日历订阅 Whether the caller has a feed")
            .ProducesProblems();

        api.MapDelete("/me/feed", EndAsync)
            .WithName("endFeed")
            .WithSummary("停用日历订阅 End the caller's feed")
            .WithDescription("Where there is none, nothing happens.")
            .ProducesProblems();
    }

    /// <summary>The routes that calendar programs read; the secret in the address takes the place of a token.</summary>
    public static void MapCalendars(this IEndpointRouteBuilder feeds)
    {
        feeds.MapGet("/{secret}/deadlines.ics", DeadlinesAsync)
            .ReadsACalendar()
            .WithName("readDeadlines")
            .WithSummary("待办时限日历 What waits for the person now, as a calendar");

        feeds.MapGet("/{secret}/roster.ics", RosterAsync)
            .ReadsACalendar()
            .WithName("readRoster")
            .WithSummary("轮值日历 Who chairs when, as a calendar");
    }

    static RouteHandlerBuilder ReadsACalendar(this RouteHandlerBuilder route) =>
        route
            .WithDescription(
                "iCalendar (RFC 5545). No token is needed: whoever has the address may read. Ask with If-None-Match; unchanged means 304.")
            .AllowAnonymous()
            .Produces<string>(StatusCodes.Status200OK, "text/calendar")
            .Produces(StatusCodes.Status304NotModified)
            .Produces<Problem>(StatusCodes.Status404NotFound, Problem.ContentType)
            .Produces<Problem>(StatusCodes.Status500InternalServerError, Problem.ContentType)
            .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, Problem.ContentType);

    static async Task<IResult> MakeAsync(HttpContext context, Database database, TimeProvider time, CancellationToken cancel)
    {
        if (await FeedStore.MakeAsync(database, context.Caller().Id, time.GetUtcNow(), cancel) is not { } secret)
            return Problems.Of(Problems.NotOnFile);

        context.Response.Headers.CacheControl = "no-store";
        var feed = $"{PublicAddress.For(context)}/feeds/{secret}";
        return TypedResults.Created("/api/me/feed", new FeedAddresses($"{feed}/deadlines.ics", $"{feed}/roster.ics"));
    }

    static async Task<Ok<FeedView>> FindAsync(HttpContext context, Database database, CancellationToken cancel)
    {
        var madeAt = await FeedList.MadeAtAsync(database, context.Caller().Id, cancel);
        return TypedResults.Ok(new FeedView(madeAt is not null, madeAt));
    }

    static async Task<NoContent> EndAsync(HttpContext context, Database database, CancellationToken cancel)
    {
        await FeedStore.EndAsync(database, context.Caller().Id, cancel);
        return TypedResults.NoContent();
    }

    static Task<IResult> DeadlinesAsync(
        string secret, HttpContext context, Database database, AllianceDirectory alliances, WorkflowLibrary workflows, TimeProvider time,
        CancellationToken cancel) =>
        AnswerAsync(secret, context, database, alliances, async (person, alliance) =>
        {
            if (alliance is null)
                return DeadlineCalendar.Of(null, []);

            var now = time.GetUtcNow();
            var waiting = await WorkList.PageAsync(
                database, workflows, alliance, person.At(now, alliance), now, null, DeadlineCalendar.Most + 1, cancel);
            var isWhole = waiting.Count <= DeadlineCalendar.Most;
            if (!isWhole)
                context.Response.Headers["X-Truncated"] = "true";
            waiting = [.. waiting.Take(DeadlineCalendar.Most)];
            var lastSteps = await HistoryList.LastStepsAsync(database, waiting, cancel);
            List<Deadline> deadlines = [];
            foreach (var order in waiting)
            {
                var workflow = await workflows.FindAsync(order.Workflow, order.WorkflowVersion, cancel);
                deadlines.Add(new Deadline(order, workflow.Stage(order.Stage), lastSteps[order.Id], AddressOf(order, context)));
            }

            return DeadlineCalendar.Of(alliance, deadlines, isWhole);
        }, cancel);

    static Task<IResult> RosterAsync(
        string secret, HttpContext context, Database database, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel) =>
        AnswerAsync(secret, context, database, alliances, (person, alliance) =>
            Task.FromResult(RosterCalendar.Of(alliance, person, new Uri(PublicAddress.For(context)).Host, time.GetUtcNow())), cancel);

    /// <summary>
    /// Answers with a calendar of the person whose secret it is; else that there is none, in the same words whether there ever was one.
    /// </summary>
    static async Task<IResult> AnswerAsync(
        string secret, HttpContext context, Database database, AllianceDirectory alliances, Func<Caller, Alliance?, Task<Calendar>> read,
        CancellationToken cancel)
    {
        // Nobody on the way keeps it, and the caller asks again each time: a feed that has ended is not read on from a cache.
        context.Response.Headers.CacheControl = "private, no-store";
        if (await FeedList.FindAsync(database, secret, cancel) is not { ActsForNobody: false } person)
            return Problems.Of(Problems.NoSuchFeed);

        var alliance = person.Alliance is { } code ? await alliances.FindAsync(code, cancel) : null;
        if (alliance is null && !person.IsAdmin)
            return Problems.Of(Problems.NoSuchFeed);

        var written = CalendarText.Of(await read(person, alliance));
        return TypedResults.Bytes(Encoding.UTF8.GetBytes(written), CalendarText.ContentType, entityTag: CalendarText.TagOf(written));
    }

    static Uri? AddressOf(Order order, HttpContext context) =>
        Uri.TryCreate($"{PublicAddress.For(context)}/api/orders/{order.Number}", UriKind.Absolute, out var address) ? address : null;
}
