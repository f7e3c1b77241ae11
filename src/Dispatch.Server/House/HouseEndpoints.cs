using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Server.Accounts;
using Dispatch.Server.Telemetry;
using Dispatch.Storage;
using Dispatch.Watching;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.House;

/// <summary>How the house is, in words, for administrators.</summary>
static class HouseEndpoints
{
    public static void MapHouse(this IEndpointRouteBuilder api) =>
        api.MapGet("/system", FindAsync)
            .WithName("getSystem")
            .WithSummary("系统状态 The servers that run, and how each part of the house is, with what to do")
            .Produces<HouseView>()
            .ProducesProblems(403);

    static async Task<Results<Ok<HouseView>, ProblemResult>> FindAsync(HttpContext context, HouseReader house, CancellationToken cancel) =>
        context.Caller().IsAdmin ? TypedResults.Ok(await house.FindAsync(cancel)) : Problems.Of(Problems.Forbidden);
}

/// <param name="Version">Of the server that answers.</param>
/// <param name="Servers">Those that run on this database, and those that fell silent within a day.</param>
public sealed record HouseView(string Version, IReadOnlyList<ServerView> Servers, IReadOnlyList<HouseFact> Parts);

/// <param name="SilentSeconds">How long ago it last said that it runs, which it does every ten seconds.</param>
public sealed record ServerView(string Name, string Version, DateTimeOffset StartedAt, bool Runs, int SilentSeconds)
{
    internal static ServerView Of(KnownServer server) =>
        new(server.Name, server.Version, server.StartedAt, server.Runs, Math.Max(0, (int)server.SilentFor.TotalSeconds));
}

/// <summary>Finds out how the house is: the facts of readiness, and the servers.</summary>
sealed class HouseReader(
    Readying readying, Standstill standstill, Database database, AllianceDirectory alliances, TimeProvider time)
{
    /// <summary>Limits of orders reach about so far; and next year is announced in November.</summary>
    static readonly TimeSpan Ahead = TimeSpan.FromDays(45);

    public async Task<HouseView> FindAsync(CancellationToken cancel)
    {
        var readiness = await readying.FindAsync(everything: true, cancel);
        var facts = HouseFacts.Of(readiness, database.Name, standstill.Last, await UnannouncedAsync(cancel));
        return new HouseView(ThisServer.Version, [.. (await ServerList.AllAsync(database, cancel)).Select(ServerView.Of)], facts);
    }

    /// <summary>Which years some alliance's limits soon reach into although their holidays are not known.</summary>
    async Task<Words?> UnannouncedAsync(CancellationToken cancel)
    {
        var year = (time.GetUtcNow() + Ahead).Year;
        var missing = (await alliances.AllAsync(cancel)).Select(alliance => alliance.Calendar)
            .Where(calendar => !calendar.IsAnnounced(year)).DistinctBy(calendar => calendar.Name).ToList();
        return missing.Count == 0 ? null : new Words(
            $"{string.Join("、", missing.Select(calendar => calendar.Title.Zh))}：{year} 年放假安排未公布。",
            $"{string.Join(", ", missing.Select(calendar => calendar.Title.En))}: the holidays of {year} are not announced.");
    }
}
