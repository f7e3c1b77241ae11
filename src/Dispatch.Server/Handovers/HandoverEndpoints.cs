using Dispatch.Alliances;
using Dispatch.Handovers;
using Dispatch.Orders;
using Dispatch.Rosters;
using Dispatch.Server.Accounts;
using Dispatch.Server.Alliances;
using Dispatch.Server.Rosters;
using Dispatch.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Handovers;

/// <summary>The chair's hand-over to the next one, over HTTP.</summary>
static class HandoverEndpoints
{
    public static void MapHandovers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/alliances/{code}/handover", FindAsync)
            .WithName("getHandover")
            .WithSummary("交接 Who chairs now until when and who comes next, with the notes that are left to them")
            .WithMetadata(new QueryMetadata("after", "take"))
            .Produces<HandoverView>()
            .ProducesProblems(403, 404, 422);

        api.MapPost("/alliances/{code}/handover/notes", WriteAsync)
            .WithName("writeHandoverNote")
            .WithSummary("写交接 Leave a note, text, to whoever chairs next; for the chair on duty, its deputy and the secretariat")
            .WithMetadata(new NoKeyMetadata())
            .Accepts<NoteText>("application/json")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(400, 403, 404, 409, 415, 422);

        api.MapPost("/alliances/{code}/handover/notes/{id:long}/read", ReadAsync)
            .WithName("readHandoverNote")
            .WithSummary("已阅 Say that a note was read; for those whom it is left to")
            .WithMetadata(new NoKeyMetadata())
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(403, 404);
    }

    static async Task<Results<Ok<HandoverView>, ProblemResult>> FindAsync(
        string code, HttpContext context, Database database, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (await alliances.FindVisibleAsync(context.Caller(), code, cancel) is not { } alliance)
            return Problems.Of(Refusal.NoSuchAlliance, code);
        var caller = context.Caller().At(now, alliance);
        if (!caller.MaySeeHandovers(alliance, now))
            return Problems.Of(Problems.Forbidden);

        QueryReader query = new(context.Request.Query);
        var (page, take) = (query.Text("after"), query.Take());
        var after = page is null ? null : HandoverKey.Parse(page);
        if (page is not null && after is null)
            query.Fault("after", "not-a-page");
        if (query.Problem() is { } problem)
            return problem;

        var change = ChairChange.Of(alliance.Roster, now);
        var found = await HandoverStore.PageAsync(database, code, after, take + 1, cancel);
        var notes = found.Take(take).ToList();
        return TypedResults.Ok(new HandoverView(
            alliance.Zone.Id,
            change.Now is { } turn ? TurnView.Of(turn) : null, change.LastDay?.ToDateOnly(),
            change.Next is { } next ? TurnView.Of(next) : null,
            [.. notes.Select(note => HandoverNoteView.Of(note, caller.HasToRead(note, alliance, now)))],
            found.Count > take ? HandoverKey.Of(notes[^1]).ToString() : null));
    }

    static async Task<Results<NoContent, ProblemResult>> WriteAsync(
        string code, HttpContext context, AllianceDirectory alliances, HandoverDesk desk, CancellationToken cancel)
    {
        if (await alliances.FindVisibleAsync(context.Caller(), code, cancel) is not { } alliance)
            return Problems.Of(Refusal.NoSuchAlliance, code);
        var body = await RequestBody.ReadAsync(context.Request, cancel);
        if (body.Problem is { } problem)
            return problem;
        InputReader input = new(body.Json);
        var text = input.Text("text", Handover.LongestText, required: true);
        if (input.Faults() is { Count: > 0 } faults)
            return Problems.Of(new Refusal(Refusal.BadInput, [], faults));
        return await desk.WriteAsync(context.Caller(), alliance, text, cancel) is { } refusal
            ? Problems.Of(refusal)
            : TypedResults.NoContent();
    }

    static async Task<Results<NoContent, ProblemResult>> ReadAsync(
        string code, long id, HttpContext context, AllianceDirectory alliances, HandoverDesk desk, CancellationToken cancel)
    {
        if (await alliances.FindVisibleAsync(context.Caller(), code, cancel) is not { } alliance)
            return Problems.Of(Refusal.NoSuchAlliance, code);
        return await desk.ReadAsync(context.Caller(), alliance, id, cancel) is { } refusal
            ? Problems.Of(refusal)
            : TypedResults.NoContent();
    }
}

/// <param name="Zone">Turns begin and end at midnight in this time zone.</param>
/// <param name="Now">Left out where nobody chairs today.</param>
/// <param name="LastDay">Of the chair on duty, included.</param>
/// <param name="Next">Left out where the roster names nobody.</param>
/// <param name="Notes">Those that wait to be read, then the others; of both the latest first.</param>
/// <param name="Further">Asks for the notes behind these, as <c>after</c>; left out where there are none.</param>
public sealed record HandoverView(
    string Zone, TurnView? Now, DateOnly? LastDay, TurnView? Next, IReadOnlyList<HandoverNoteView> Notes, string? Further);

/// <param name="ForDay">First day of the turn that it is for.</param>
/// <param name="Member">Code of the member that its author acted for; left out for the secretariat.</param>
/// <param name="ReadBy">Left out while nobody has said that it was read.</param>
/// <param name="ForYou">Whether the caller is to read it.</param>
public sealed record HandoverNoteView(
    long Id, DateOnly ForDay, string Text, string Author, string? Member, DateTimeOffset At,
    string? ReadBy, DateTimeOffset? ReadAt, bool ForYou)
{
    internal static HandoverNoteView Of(Handover note, bool forYou) => new(
        note.Id, note.ForDay.ToDateOnly(), note.Text, note.Author, note.Member, note.At, note.ReadBy, note.ReadAt, forYou);
}

/// <param name="Text">2,000 characters at most.</param>
public sealed record NoteText(string Text);
