using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Dispatch.Server.Live;

/// <summary>A step was taken somewhere: what open pages need to know of it, and nothing more.</summary>
/// <param name="Merchant">Code of the merchant the order is for.</param>
public readonly record struct LiveStep(string Alliance, string Number, string? Merchant);

/// <summary>Tells the open pages of this server that a step was taken.</summary>
/// <remarks>
/// Safe for any number of threads. A page that does not listen fast enough misses steps, never the fact that there were some.
/// </remarks>
public sealed class LiveSteps
{
    /// <summary>The most steps that wait for one page; more are one: everything may have changed.</summary>
    const int MostWaiting = 100;

    readonly ConcurrentDictionary<Channel<LiveStep>, byte> listeners = new();

    public void Tell(LiveStep step)
    {
        foreach (var listener in listeners.Keys)
            listener.Writer.TryWrite(step);
    }

    /// <summary>The steps from now on; dispose of it to stop listening.</summary>
    public Subscription Listen()
    {
        var channel = Channel.CreateBounded<LiveStep>(new BoundedChannelOptions(MostWaiting)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        listeners[channel] = 0;
        return new Subscription(this, channel);
    }

    public sealed class Subscription(LiveSteps steps, Channel<LiveStep> channel) : IDisposable
    {
        public ChannelReader<LiveStep> Steps => channel.Reader;

        public void Dispose() => steps.listeners.TryRemove(channel, out _);
    }
}
