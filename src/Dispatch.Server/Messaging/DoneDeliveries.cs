namespace Dispatch.Server.Messaging;

/// <summary>Which deliveries of a channel are done, and which of those the broker still has to be told of.</summary>
/// <remarks>Not for several threads at once.</remarks>
sealed class DoneDeliveries
{
    // What is done behind the first delivery that is not; true where the broker knows already.
    readonly Dictionary<ulong, bool> behind = [];
    ulong next = 1; // the first that is not done; a channel counts its deliveries from 1
    ulong untold; // the last before it that the broker does not know of; 0 where it knows all

    /// <param name="given">It went back to its queue, so that the broker knows already.</param>
    public void Add(ulong tag, bool given)
    {
        behind[tag] = given;
        for (; behind.Remove(next, out var known); next++)
            untold = known ? untold : next;
    }

    /// <summary>Whether there is anything to <see cref="Take"/>.</summary>
    /// <param name="mostBehind">How many may wait behind one that is still under way.</param>
    public bool AreDue(int mostBehind) => untold > 0 || behind.Count > mostBehind;

    /// <summary>What the broker is to be told now; it counts as told from here on.</summary>
    /// <returns>All deliveries up to one, 0 for none; and single ones behind it, where too many wait.</returns>
    public (ulong UpTo, IReadOnlyList<ulong> Singly) Take(int mostBehind)
    {
        var upTo = untold;
        untold = 0;
        IReadOnlyList<ulong> singly =
            behind.Count > mostBehind ? [.. behind.Where(done => !done.Value).Select(done => done.Key).Order()] : [];
        foreach (var tag in singly)
            behind[tag] = true;
        return (upTo, singly);
    }
}
