using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Storage;

namespace Dispatch.Server.Live;

/// <summary>What one open page is told, for as long as its session lasts.</summary>
/// <param name="after">The position at which the page was made; null to be told from now on.</param>
sealed class LiveStream(
    Caller caller, LiveInterest interest, string? after, Session session, LiveSteps steps, AllianceDirectory alliances,
    Database database, TimeProvider time)
{
    /// <summary>Says that everything may have changed.</summary>
    const string Everything = "*";

    /// <summary>Steps that follow one another within this time are told together.</summary>
    static readonly TimeSpan Together = TimeSpan.FromMilliseconds(250);

    /// <summary>A word now and then keeps proxies from cutting a silent stream.</summary>
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    /// <summary>How long a page may go on hearing once its session has ended.</summary>
    public static readonly TimeSpan SessionKnownFor = TimeSpan.FromSeconds(10);

    /// <summary>
    /// <c>changed</c> with the numbers of the orders that changed and a space between them, or <c>*</c> where any may have; <c>silence</c>
    /// where nothing did for a while; <c>ended</c> as the last where the session has ended.
    /// </summary>
    public async IAsyncEnumerable<SseItem<string>> EventsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = await ReaderAsync();
        using var subscription = steps.Listen(step => interest.Includes(step, Volatile.Read(ref reader)), after);
        yield return new SseItem<string>("", "open");
        var (asked, spoken) = (time.GetTimestamp(), time.GetTimestamp());
        while (!cancel.IsCancellationRequested)
        {
            var heard = await HasHeardAsync(subscription, cancel);
            if (cancel.IsCancellationRequested)
                break;
            if (time.GetElapsedTime(asked) >= SessionKnownFor)
            {
                if (!await SessionStore.LastsAsync(database, session.Hash, time.GetUtcNow(), cancel))
                {
                    yield return new SseItem<string>("", "ended");
                    break;
                }

                asked = time.GetTimestamp();
            }

            // All pages are told when the chair changes, so that from then on they hear as who they have become.
            var now = await ReaderAsync();
            Volatile.Write(ref reader, now);

            var changed = heard ? await ChangedAsync(subscription, cancel) : "";
            if (changed.Length == 0 && time.GetElapsedTime(spoken) < Silence)
                continue;
            spoken = time.GetTimestamp();
            yield return new SseItem<string>(changed, changed.Length > 0 ? "changed" : "silence");
        }
    }

    async Task<LiveReader> ReaderAsync() =>
        LiveReader.Of(caller, caller.Alliance is { } code ? await alliances.FindAsync(code) : null, time.GetUtcNow());

    async Task<string> ChangedAsync(LiveSubscription subscription, CancellationToken cancel)
    {
        await Task.Delay(Together, time, CancellationToken.None);
        if (subscription.Take() is not { } numbers)
            return Everything;
        if (caller.ActsForNobody)
            return "";
        // A merchant hears of its own orders only. The bus does not say whose a step is; merchants that listen are few.
        if (caller.Merchant is { } merchant && numbers.Count > 0)
            numbers = await OrderList.OwnAsync(database, merchant, numbers, cancel);
        return string.Join(' ', numbers);
    }

    /// <returns>False when nothing was heard for as long as the session is known, or the stream ends.</returns>
    async Task<bool> HasHeardAsync(LiveSubscription subscription, CancellationToken cancel)
    {
        using var pause = new CancellationTokenSource(SessionKnownFor, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancel);
        try
        {
            await subscription.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
