using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Dispatch.Accounts;
using Dispatch.Server.Accounts;

namespace Dispatch.Server.Live;

/// <summary>The stream on which a page hears that something has changed; what, it asks itself, under its reader's own rights.</summary>
static class LiveEndpoint
{
    /// <summary>Steps that follow one another within this time are told together.</summary>
    static readonly TimeSpan Together = TimeSpan.FromMilliseconds(250);

    /// <summary>A word now and then keeps proxies from cutting a silent stream.</summary>
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    public static void MapLive(this IEndpointRouteBuilder signedIn) => signedIn.MapGet("/live", Listen);

    static IResult Listen(HttpContext context, LiveSteps steps, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.RegisterForDispose(ends);
        return TypedResults.ServerSentEvents(ChangesAsync(context.Caller(), steps, time, ends.Token));
    }

    /// <summary>The numbers of the orders that changed, with a space between them; empty where nothing did for a while.</summary>
    static async IAsyncEnumerable<SseItem<string>> ChangesAsync(
        Caller caller, LiveSteps steps, TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var subscription = steps.Listen();
        yield return new SseItem<string>("", "open");
        HashSet<string> changed = [];
        while (!cancel.IsCancellationRequested)
        {
            if (!await WaitAsync(subscription, time, cancel))
            {
                if (!cancel.IsCancellationRequested)
                    yield return new SseItem<string>("", "silence");
                continue;
            }

            await Task.Delay(Together, time, CancellationToken.None);
            while (subscription.Steps.TryRead(out var step))
            {
                if (Concerns(caller, step))
                    changed.Add(step.Number);
            }

            if (changed.Count > 0)
                yield return new SseItem<string>(string.Join(' ', changed), "changed");
            changed.Clear();
        }
    }

    static bool Concerns(Caller caller, LiveStep step) =>
        caller.BelongsTo(step.Alliance) && (caller.Merchant is null || caller.Merchant == step.Merchant);

    /// <returns>False when nothing was heard for a while, or the stream ends.</returns>
    static async Task<bool> WaitAsync(LiveSteps.Subscription subscription, TimeProvider time, CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancel);
        try
        {
            return await subscription.Steps.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
