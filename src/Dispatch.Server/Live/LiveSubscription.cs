using System.Threading.Channels;

namespace Dispatch.Server.Live;

/// <summary>The orders that changed since an open page asked last.</summary>
/// <remarks>A page that does not ask often enough learns that everything may have changed; what waits for it stays small.</remarks>
public sealed class LiveSubscription(Func<LiveStep, bool> concerns, Action<LiveSubscription> leave) : IDisposable
{
    /// <summary>The most orders that are named.</summary>
    public const int MostNamed = 100;

    readonly Lock access = new();
    readonly Channel<bool> rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    HashSet<string> changed = [];
    bool isAll;

    internal void Hear(LiveStep step)
    {
        if (!concerns(step))
            return;
        lock (access)
        {
            if (changed.Count < MostNamed)
                changed.Add(step.Number);
            else
                isAll = true;
        }

        rung.Writer.TryWrite(true);
    }

    internal void HearAll()
    {
        lock (access)
            isAll = true;
        rung.Writer.TryWrite(true);
    }

    /// <summary>Returns as soon as something changed; at once where something did since <see cref="Take"/>.</summary>
    public async Task WaitAsync(CancellationToken cancel) => await rung.Reader.ReadAsync(cancel);

    /// <summary>The numbers of the orders that changed; null where any may have.</summary>
    public IReadOnlyCollection<string>? Take()
    {
        lock (access)
        {
            var taken = isAll ? null : changed;
            (changed, isAll) = ([], false);
            return taken;
        }
    }

    public void Dispose() => leave(this);
}
