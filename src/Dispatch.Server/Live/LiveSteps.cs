using System.Collections.Concurrent;
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

    readonly ConcurrentDictionary<LiveSubscription, byte> listeners = new();
    readonly ConcurrentDictionary<string, int> told = new();

    public void Tell(LiveStep step)
    {
        if (!IsNews(step))
            return;
        foreach (var listener in listeners.Keys)
            listener.Hear(step);
    }

    /// <summary>Something that is no order changed in an alliance; pages of a single order do not mind.</summary>
    /// <param name="what">A word that is no number of an order.</param>
    public void TellOf(string alliance, string what)
    {
        foreach (var listener in listeners.Keys)
            listener.Hear(new LiveStep(alliance, what, 0));
    }

    /// <summary>Steps may have been missed: everything may have changed.</summary>
    public void TellAll()
    {
        foreach (var listener in listeners.Keys)
            listener.HearAll();
    }

    public bool HasListeners => !listeners.IsEmpty;

    /// <summary>Whether an order was told of as it is after a step, or later.</summary>
    public bool Knows(string number, int version) => told.TryGetValue(number, out var known) && version <= known;

    /// <summary>Steps from now on; dispose of it to stop listening.</summary>
    /// <param name="concerns">Which of them; asked on the thread of whoever took the step, so it must neither wait nor throw.</param>
    public LiveSubscription Listen(Func<LiveStep, bool> concerns)
    {
        LiveSubscription subscription = new(concerns, listener => listeners.TryRemove(listener, out _));
        listeners[subscription] = 0;
        return subscription;
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
