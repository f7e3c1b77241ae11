using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Registers;
using Dispatch.Server.Accounts;
using Dispatch.Server.Alliances;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Rosters;

/// <summary>The roster of the chair over HTTP.</summary>
static class RosterEndpoints
{
    const string Rights =
        "For the secretariat of the alliance and administrators. Turns that are past stay as they were; the answer is the roster.";

    public static void MapRosters(this IEndpointRouteBuilder api)
    {
        api.MapGet("/alliances/{code}/roster", FindAsync)
            .WithName("getRoster")
            .WithSummary("轮值表 Who chairs when, and who chairs now")
            .Produces<RosterView>()
            .ProducesProblems(404);

        Change(api.MapPost("/alliances/{code}/roster/turns", EnterAsync), "enterTurn")
            .WithSummary("排一段轮值 Enter a turn, or change one: inPlaceOf is its first day; it may not overlap another one that was entered")
            .WithMetadata(new NoKeyMetadata())
            .Accepts<TurnInput>("application/json");
        Change(api.MapDelete("/alliances/{code}/roster/turns/{from}", RemoveAsync), "removeTurn")
            .WithSummary("移除一段轮值 Take out the turn that begins on a day; the rotation gives the days, where there is one");
        Change(api.MapPost("/alliances/{code}/roster/swaps", SwapAsync), "swapTurns")
            .WithSummary("对调两段轮值 Let the chairs of two turns take each other's days; each is named by its first day")
            .WithMetadata(new NoKeyMetadata())
            .Accepts<SwapInput>("application/json");
        Change(api.MapPut("/alliances/{code}/roster/rotation", RotateAsync), "putRotation")
            .WithSummary("轮值顺序 Let members chair in turn, a month each, the next one as deputy; none for no rotation")
            .Accepts<RotationInput>("application/json");
    }

    static RouteHandlerBuilder Change(RouteHandlerBuilder route, string name) => route
        .WithName(name)
        .WithDescription(Rights)
        .Produces<RosterView>()
        .ProducesProblems(400, 403, 404, 409, 415, 422);

    static Task<IResult> EnterAsync(string code, HttpContext context, RosterDesk desk) =>
        ChangeAsync(code, context, desk, (input, now) => RosterEdits.Enter(
            new TurnEntry(
                input.Day("from", required: true) ?? default, input.Day("until", required: true) ?? default,
                input.Text("member", 40, required: true) ?? "", input.Text("deputy", 40), input.Day("inPlaceOf")),
            now));

    static async Task<IResult> RemoveAsync(string code, string from, HttpContext context, RosterDesk desk) =>
        DateReading.Day(from) is { } first
            ? await AnswerAsync(code, context, desk, now => RosterEdits.Remove(first, now))
            : Problems.Of(Refusal.NoSuchTurn);

    static Task<IResult> SwapAsync(string code, HttpContext context, RosterDesk desk) =>
        ChangeAsync(code, context, desk, (input, now) =>
            RosterEdits.Swap(input.Day("one", required: true) ?? default, input.Day("other", required: true) ?? default, now));

    static Task<IResult> RotateAsync(string code, HttpContext context, RosterDesk desk) =>
        ChangeAsync(code, context, desk, (input, now) =>
            RosterEdits.Rotate(input.Month("start", required: true) ?? default, input.Texts("members", 100, 40), now));

    static async Task<IResult> ChangeAsync(
        string code, HttpContext context, RosterDesk desk, Func<InputReader, DateTimeOffset, RegisterEdit> read)
    {
        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        if (body.Problem is { } problem)
            return problem;
        InputReader input = new(body.Json);
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var edit = read(input, now);
        return input.Faults() is { Count: > 0 } faults
            ? Problems.Of(new Refusal(Refusal.BadInput, [], faults))
            : await AnswerAsync(code, context, desk, _ => edit);
    }

    static async Task<IResult> AnswerAsync(string code, HttpContext context, RosterDesk desk, Func<DateTimeOffset, RegisterEdit> edit)
    {
        var decision = await desk.ChangeAsync(context.Caller(), code, edit, Author.Api, context.RequestAborted);
        return decision.IsAccepted
            ? TypedResults.Ok(RosterView.Of(
                decision.Value.Saved.After.Alliance.Roster, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()))
            : Problems.Of(decision.Refusal);
    }

    static async Task<Results<Ok<RosterView>, ProblemResult>> FindAsync(
        string code, HttpContext context, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel) =>
        await alliances.FindVisibleAsync(context.Caller(), code, cancel) is { } alliance
            ? TypedResults.Ok(RosterView.Of(alliance.Roster, time.GetUtcNow()))
            : Problems.Of(Refusal.NoSuchAlliance, code);
}

/// <param name="InPlaceOf">First day of the turn that is changed; left out for another one.</param>
public sealed record TurnInput(DateOnly From, DateOnly Until, string Member, string? Deputy, DateOnly? InPlaceOf);

/// <summary>The first days of two turns.</summary>
public sealed record SwapInput(DateOnly One, DateOnly Other);

/// <param name="Start">The first month of the first member, such as 2027-01.</param>
/// <param name="Members">Codes in the order of their turns; empty to end the rotation.</param>
public sealed record RotationInput(string Start, IReadOnlyList<string> Members);
