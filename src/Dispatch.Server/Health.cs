using Dispatch.Orders.Desk;
using Dispatch.Outbox;
using Dispatch.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Dispatch.Server;

/// <summary>Reports the state of the bus; registered by whoever sets the bus up.</summary>
public delegate BusHealth BusState();

/// <param name="Healthy">False when this server should get no more requests because of the bus.</param>
/// <param name="Word">For example <c>connected</c>, <c>in-memory</c> or <c>reconnecting</c>; anybody can read it.</param>
public sealed record BusHealth(bool Healthy, string Word);

/// <summary>Whether this process is alive, and whether it can do its work.</summary>
static class Health
{
    // A probe that waits longer has already given up.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => TypedResults.Ok(new Alive("alive")))
            .WithName("getHealth")
            .WithTags("Health")
            .WithSummary("存活 Whether the process is alive")
            .AllowAnonymous();

        app.MapGet("/readyz", ReadyAsync)
            .WithName("getReadiness")
            .WithTags("Health")
            .WithSummary("就绪 Whether the database and the bus are there")
            .Produces<Readiness>()
            .Produces<Readiness>(StatusCodes.Status503ServiceUnavailable)
            .AllowAnonymous();
    }

    static async Task<JsonHttpResult<Readiness>> ReadyAsync(
        Database database, OrderDesk desk, TimeProvider time, ILogger<Readiness> log, CancellationToken cancel,
        BusState? busState = null, [FromServices] OutboxRelay? relay = null)
    {
        var bus = busState?.Invoke() ?? new BusHealth(true, "none");
        var word = desk.Trouble is null && relay?.Trouble is null ? "reachable" : "not-writing";
        double? age = 0;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            // On another thread, since SQLite does all its work before the first await.
            var oldestMessage = Task.Run(() => OutboxStore.OldestAsync(database, patience.Token), patience.Token);
            if (await oldestMessage.WaitAsync(patience.Token) is { } oldest)
                age = Math.Max(0, Math.Round((time.GetUtcNow() - oldest).TotalSeconds, 1));
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogWarning(error, "The database cannot be reached");
            age = null;
            word = error is LostDatabaseException ? "other-file" : "away";
        }

        var ready = word == "reachable" && bus.Healthy;
        return TypedResults.Json(
            new Readiness(ready ? "ready" : "not-ready", word, bus.Word, age),
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

public sealed record Alive(string Status);

/// <param name="Status">ready or not-ready.</param>
/// <param name="Database">reachable, away, not-writing (it can be read only) or other-file (that of SQLite was moved or replaced).</param>
/// <param name="Bus">The word of its state; none where there is none.</param>
/// <param name="OutboxAgeSeconds">How long the oldest message has waited for the bus; left out when the database is away.</param>
public sealed record Readiness(string Status, string Database, string Bus, double? OutboxAgeSeconds);
