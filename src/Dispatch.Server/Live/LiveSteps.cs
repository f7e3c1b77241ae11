using System.Collections.Concurrent;
using System.Globalization;
using Dispatch.Orders.Desk;

namespace Dispatch.Server.Live;

/// <summary>A step was taken somewhere: what open pages need to know of it, and nothing more.</summary>
/// <param name="Version">Of the order after it.</param>
/// <param name="Audience">Whose list of work it may have changed; null where that is not known.</param>
public sealed record LiveStep(string Alliance, string Number, int Version, Audience? Audience = null)
{
    public static LiveStep Of(SavedOrder saved) => new(
        saved.Order.Alliance, saved.Order.Number, saved.Order.Version,
        Audience.Of(saved.Workflow, saved.Stages, saved.Order.State.Assignments.Select(part => part.Member)));
}

/// <summary>Tells the open pages of this server that steps were taken, by its own desk or on another server.</summary>
/// <remarks>Safe for any number of threads. A step that is heard of twice, from the desk and from the bus, is told once.</remarks>
public sealed class LiveSteps
{
    /// <summary>Of how many orders it is known what was told; forgetting them costs a page a look in vain.</summary>
    const int MostKnown = 20_000;

    /// <summary>How many steps a page may be behind and still be told which; one that is further behind looks at everything.</summary>
    public const int MostKept = 4_096;

    readonly ConcurrentDictionary<LiveSubscription, byte> listeners = new();
    readonly ConcurrentDictionary<string, int> told = new();

    /// <summary>Positions of another run mean nothing here, such as those of another server or from before a restart.</summary>
    readonly string run = Guid.NewGuid().ToString("N")[..8];

    readonly Lock keeping = new();
    readonly LiveStep?[] kept = new LiveStep?[MostKept]; // null: anything may have changed
    long count;

    /// <summary>What was told until now; whoever listens from a position on hears all that was told after it.</summary>
    public string Position => $"{run}-{Interlocked.Read(ref count)}";

    public void Tell(LiveStep step)
    {
        if (IsNews(step))
            TellListeners(step);
    }

    /// <summary>Something that is no order changed in an alliance; pages of a single order do not mind.</summary>
    /// <param name="what">A word that is no number of an order.</param>
    public void TellOf(string alliance, string what) => TellListeners(new LiveStep(alliance, what, 0));

    /// <summary>Steps may have been missed: everything may have changed.</summary>
    public void TellAll() => TellListeners(null);

    public bool HasListeners => !listeners.IsEmpty;

    /// <summary>Whether an order was told of as it is after a step, or later.</summary>
    public bool Knows(string number, int version) => told.TryGetValue(number, out var known) && version <= known;

    /// <summary>Steps from now on; dispose of it to stop listening.</summary>
    /// <param name="concerns">Which of them; asked on the thread of whoever took the step, so it must neither wait nor throw.</param>
    /// <param name="after">An earlier <see cref="Position"/>: what was told since is heard at once.</param>
    public LiveSubscription Listen(Func<LiveStep, bool> concerns, string? after = null)
    {
        LiveSubscription subscription = new(concerns, listener => listeners.TryRemove(listener, out _));
        listeners[subscription] = 0;
        if (after is not null)
            TellWhatCameAfter(after, subscription);
        return subscription;
    }

    // A step is kept before its listeners are told, and a listener listens before it is told what is kept: none falls between.
    void TellListeners(LiveStep? step)
    {
        lock (keeping)
            kept[count++ % MostKept] = step;
        foreach (var listener in listeners.Keys)
            Tell(listener, step);
    }

    void TellWhatCameAfter(string position, LiveSubscription listener)
    {
        lock (keeping)
        {
            if (Behind(position) is not { } behind)
            {
                listener.HearAll();
                return;
            }

            for (var next = count - behind; next < count; next++)
                Tell(listener, kept[next % MostKept]);
        }
    }

    /// <returns>How many steps were told after it; null where that is not known, or those are no longer kept.</returns>
    long? Behind(string position) =>
        position.Split('-') is [var ofRun, var number] && ofRun == run
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && count - at is >= 0 and <= MostKept and var behind ? behind : null;

    static void Tell(LiveSubscription listener, LiveStep? step)
    {
        if (step is null)
            listener.HearAll();
        else
            listener.Hear(step);
    }

    /// <summary>Whoever was told of a later step reads the order as it is after this one too.</summary>
    bool IsNews(LiveStep step)
    {
        if (told.Count >= MostKnown)
            told.Clear();
        var isNews = false;
        told.AddOrUpdate(
            step.Number,
            _ => Known(true, step.Version),
            (_, known) => Known(step.Version > known, Math.Max(known, step.Version)));
        return isNews;

        int Known(bool news, int version)
        {
            isNews = news;
            return version;
        }
    }
}
