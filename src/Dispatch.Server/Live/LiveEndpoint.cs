using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Server.Accounts;
using Dispatch.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace Dispatch.Server.Live;

/// <summary>The stream on which a page hears that something has changed; what, it asks itself, under its reader's own rights.</summary>
static class LiveEndpoint
{
    public static void MapLive(this IEndpointRouteBuilder signedIn) => signedIn.MapGet("/live", Listen);

    static IResult Listen(
        HttpContext context, LiveSteps steps, AllianceDirectory alliances, Database database, IHostApplicationLifetime lifetime,
        TimeProvider time, string? of, string? after)
    {
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (context.WantsNoBody())
            return TypedResults.Text("", "text/event-stream");
        var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.RegisterForDispose(ends);
        var session = context.Features.GetRequiredFeature<Session>();
        LiveStream stream = new(context.Caller(), LiveInterest.Read(of), after, session, steps, alliances, database, time);
        return TypedResults.ServerSentEvents(stream.EventsAsync(ends.Token));
    }
}
