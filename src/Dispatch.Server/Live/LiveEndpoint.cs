using Dispatch.Accounts;
using Dispatch.Server.Accounts;
using Dispatch.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace Dispatch.Server.Live;

/// <summary>The stream on which a page hears that something has changed; what, it asks itself, under its reader's own rights.</summary>
static class LiveEndpoint
{
    public static void MapLive(this IEndpointRouteBuilder signedIn) => signedIn.MapGet("/live", Listen);

    static IResult Listen(
        HttpContext context, LiveSteps steps, Database database, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (context.WantsNoBody())
            return TypedResults.Text("", "text/event-stream");
        var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.RegisterForDispose(ends);
        LiveStream stream = new(context.Caller(), context.Features.GetRequiredFeature<Session>(), steps, database, time);
        return TypedResults.ServerSentEvents(stream.EventsAsync(ends.Token));
    }
}
