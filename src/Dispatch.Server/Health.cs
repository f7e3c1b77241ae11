using Dispatch.Calendars;
using Dispatch.Orders.Desk;
using Dispatch.Outbox;
using Dispatch.Reports;
using Dispatch.Server.Rosters;
using Dispatch.Server.Telemetry;
using Dispatch.Storage;
using Dispatch.Watching;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server;

/// <summary>Reports the state of the bus; registered by whoever sets the bus up.</summary>
public delegate BusHealth BusState();

/// <param name="Healthy">False when this server should get no more requests because of the bus.</param>
/// <param name="Word">For example <c>connected</c>, <c>in-memory</c> or <c>reconnecting</c>; anybody can read it.</param>
public sealed record BusHealth(bool Healthy, string Word);

/// <summary>Whether this process is alive, and whether it can do its work.</summary>
static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => TypedResults.Ok(new Alive("alive")))
            .WithName("getHealth")
            .WithTags("Health")
            .WithSummary("存活 Whether the process is alive")
            .DisableRateLimiting()
            .AllowAnonymous();

        Map("/readyz", "getReadiness", "就绪 Whether it can do all its work, and nothing stands still that should move", everything: true);
        // For proxies: that the reports stand still is no reason to send people away.
        Map("/readyz/requests", "getReadinessForRequests", "可接请求 Whether it can answer requests", everything: false);

        void Map(string route, string name, string summary, bool everything) =>
            app.MapGet(route, (Readying readying, CancellationToken cancel) => readying.AnswerAsync(everything, cancel))
                .WithName(name)
                .WithTags("Health")
                .WithSummary(summary)
                .Produces<Readiness>()
                .Produces<Readiness>(StatusCodes.Status503ServiceUnavailable)
                .DisableRateLimiting()
                .AllowAnonymous();
    }
}

/// <summary>Finds out whether this server can do its work.</summary>
sealed class Readying(
    Database database, OrderDesk desk, Standstill standstill, TimeProvider time, ILogger<Readiness> log,
    CalendarLibrary calendars, BusState? busState = null, Watch? watch = null, ChairGaps? chairGaps = null, OutboxRelay? relay = null)
{
    // A probe that waits longer has already given up.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <param name="everything">Whether it also counts that something stands still.</param>
    public async Task<JsonHttpResult<Readiness>> AnswerAsync(bool everything, CancellationToken cancel)
    {
        var readiness = await FindAsync(everything, cancel);
        return TypedResults.Json(
            readiness, statusCode: readiness.Status == "ready" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <inheritdoc cref="AnswerAsync"/>
    public async Task<Readiness> FindAsync(bool everything, CancellationToken cancel)
    {
        var bus = busState?.Invoke() ?? new BusHealth(true, "none");
        double? age = 0;
        var word = "reachable";
        int? uncountable = null;
        var (saves, still) = (true, Array.Empty<string>());
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            // On another thread, since SQLite does all its work before the first await.
            var oldestMessage = Task.Run(() => OutboxStore.OldestAsync(database, patience.Token), patience.Token);
            if (await oldestMessage.WaitAsync(patience.Token) is { } oldest)
                age = Math.Max(0, Math.Round((time.GetUtcNow() - oldest).TotalSeconds, 1));
            var counting = Task.Run(() => OutcomeCount.CountSetAsideAsync(database, patience.Token), patience.Token);
            uncountable = await counting.WaitAsync(patience.Token);
            // The relay writes every other second, and so knows of it while nobody takes a step.
            saves = relay?.Trouble is null
                && await Task.Run(() => desk.CanSaveAsync(patience.Token), patience.Token).WaitAsync(patience.Token);
            still = [.. (await LookAsync(patience.Token)).Where(state => state.StandsStill).Select(state => state.Part)];
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogWarning(error, "The database cannot be reached");
            age = null;
            word = error is LostDatabaseException ? "other-file" : "away";
        }

        var setAside = uncountable + (watch?.SetAside.Count ?? 0);
        var ready = age is not null && bus.Healthy && saves && (!everything || still.Length == 0);
        return new Readiness(
            ready ? "ready" : "not-ready", word, bus.Word, age,
            saves ? null : "fails", still.Length > 0 ? still : null, setAside > 0 ? setAside : null,
            chairGaps?.Ahead is { Count: > 0 } gaps ? gaps : null,
            calendars.Faults.Count > 0 ? "faulty" : null);
    }

    /// <summary>One that takes too long, as with a broker that answers nothing, leaves what was seen before.</summary>
    async Task<IReadOnlyList<Standstill.State>> LookAsync(CancellationToken patience)
    {
        try
        {
            return await standstill.LookAsync(patience).WaitAsync(patience);
        }
        catch (OperationCanceledException)
        {
            return standstill.Last;
        }
    }
}

public sealed record Alive(string Status);

/// <param name="Status">ready or not-ready.</param>
/// <param name="Database">reachable, away, or other-file: the file of SQLite was deleted, moved or replaced.</param>
/// <param name="Bus">The word of its state; none where there is none.</param>
/// <param name="OutboxAgeSeconds">How long the oldest message has waited for the bus; left out when the database is away.</param>
/// <param name="Saving">fails, while the database cannot write; left out where it can.</param>
/// <param name="StandingStill">
/// Parts of the house that have not moved for a minute although something waits: intake, relay, watch, reports; left out where all move.
/// </param>
/// <param name="SetAside">
/// How many orders the reports cannot count or the watch can do nothing about, left out where there are none; the log names each. The
/// server
/// is ready all the same.
/// </param>
/// <param name="ChairGaps">
/// Days of the next six weeks on which an alliance has no chair, left out where there are none. The server is ready all the same.
/// </param>
/// <param name="Calendars">
/// faulty, while a calendar's file cannot be used and the last good one counts; left out otherwise. The log names the fault. The server is
/// ready all the same.
/// </param>
public sealed record Readiness(
    string Status, string Database, string Bus, double? OutboxAgeSeconds, string? Saving, IReadOnlyList<string>? StandingStill,
        int? SetAside,
    IReadOnlyList<ChairGap>? ChairGaps, string? Calendars = null);
