using RabbitMQ.Client;

namespace Dispatch.Server.Messaging;

/// <summary>Tells the broker in groups which deliveries of a channel are done.</summary>
/// <remarks>
/// A quorum queue settles a group as one entry of its log.
/// "All up to here" can only be said up to the first delivery that is still under way. Those behind it wait for it, but not many:
/// a single slow message must not use up the prefetch.
/// </remarks>
/// <param name="told">Called with those that the broker was told of: all up to one, and single ones behind it.</param>
sealed class Acknowledgements(IChannel channel, Action<ulong, IReadOnlyList<ulong>>? told = null)
{
    /// <summary>How many may wait behind one that is still under way; a good part of the prefetch.</summary>
    const int MostBehind = 256;

    readonly Lock gate = new();

    readonly DoneDeliveries deliveries = new();
    bool called;
    Task last = Task.CompletedTask;

    /// <summary>A delivery is done.</summary>
    /// <param name="given">It went back to its queue, so that the broker knows already.</param>
    public void Done(ulong tag, bool given = false)
    {
        lock (gate)
        {
            deliveries.Add(tag, given);
            if (called || !deliveries.AreDue(MostBehind))
                return;
            called = true;
        }

        // Not at once: the rest of a batch is done in this very moment.
        ThreadPool.UnsafeQueueUserWorkItem(static mine => _ = mine.TellAsync(mostBehind: MostBehind), this, preferLocal: false);
    }

    /// <summary>Tells all that is done; the last word before the channel is closed.</summary>
    public Task FlushAsync() => TellAsync(mostBehind: 0);

    /// <summary>One after the other: "all up to here" may not overtake an earlier one.</summary>
    Task TellAsync(int mostBehind)
    {
        lock (gate)
            return last = TellAfterAsync(last, mostBehind);
    }

    async Task TellAfterAsync(Task before, int mostBehind)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            ulong upTo;
            IReadOnlyList<ulong> singly;
            lock (gate)
            {
                called = false;
                (upTo, singly) = deliveries.Take(mostBehind);
            }

            if (upTo > 0)
                await channel.BasicAckAsync(upTo, multiple: true);
            foreach (var tag in singly)
                await channel.BasicAckAsync(tag, multiple: false);
            told?.Invoke(upTo, singly);
        }
        catch (Exception)
        {
            // The channel is gone: the broker delivers again what it has not heard of, and its message id or external id tells that
            // it was done.
        }
    }
}
