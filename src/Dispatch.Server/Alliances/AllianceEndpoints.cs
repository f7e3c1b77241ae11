using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Server.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Alliances;

/// <summary>Alliances and their members over HTTP. A caller sees their own alliance, an administrator all.</summary>
static class AllianceEndpoints
{
    public static void MapAlliances(this IEndpointRouteBuilder api)
    {
        api.MapGet("/alliances", AllAsync)
            .WithName("listAlliances")
            .WithSummary("联盟列表 The alliances that the caller may see")
            .ProducesProblems();

        api.MapGet("/alliances/{code}", FindAsync)
            .WithName("getAlliance")
            .WithSummary("联盟 An alliance and the kinds of trouble it takes in")
            .Produces<AllianceView>()
            .ProducesProblems(404);

        api.MapGet("/alliances/{code}/members", MembersAsync)
            .WithName("listMembers")
            .WithSummary("成员单位 The members and their duties")
            .Produces<MemberPage>()
            .ProducesProblems(404);
    }

    static async Task<Ok<AlliancePage>> AllAsync(HttpContext context, AllianceDirectory alliances, CancellationToken cancel)
    {
        var caller = context.Caller();
        var all = await alliances.AllAsync(cancel);
        return TypedResults.Ok(new AlliancePage([.. all.Where(alliance => caller.BelongsTo(alliance.Code)).Select(AllianceSummary.Of)]));
    }

    static async Task<Results<Ok<AllianceView>, ProblemResult>> FindAsync(
        string code, HttpContext context, AllianceDirectory alliances, CancellationToken cancel) =>
        await alliances.FindVisibleAsync(context.Caller(), code, cancel) is { } alliance
            ? TypedResults.Ok(AllianceView.Of(alliance))
            : Problems.Of(Refusal.NoSuchAlliance, code);

    static async Task<Results<Ok<MemberPage>, ProblemResult>> MembersAsync(
        string code, HttpContext context, AllianceDirectory alliances, CancellationToken cancel) =>
        await alliances.FindVisibleAsync(context.Caller(), code, cancel) is { } alliance
            ? TypedResults.Ok(new MemberPage([.. alliance.Members.Values]))
            : Problems.Of(Refusal.NoSuchAlliance, code);

    /// <summary>An alliance that the caller may see; for them, any other does not exist.</summary>
    internal static async ValueTask<Alliance?> FindVisibleAsync(
        this AllianceDirectory alliances, Caller caller, string code, CancellationToken cancel) =>
        caller.BelongsTo(code) ? await alliances.FindAsync(code, cancel) : null;
}
