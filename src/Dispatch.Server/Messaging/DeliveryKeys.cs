using Dispatch.Accounts;
using Dispatch.Orders.Desk;

namespace Dispatch.Server.Messaging;

/// <summary>Gives a command without a message id a key of its own, and the same one again when it is delivered again.</summary>
/// <remarks>
/// AMQP gives a message nothing that lasts from one delivery to the next, so the key is found by the digest of all that the sender gave.
/// Two honest commands may have the same digest. Each gets a key of its own at its first delivery, so that both are done. A command that
/// comes again gets a key of that digest whose delivery was never settled: one of this process that was not saved, so that none is lost;
/// else one that is known as saved, so that none is done twice; else a new one. Since equal commands ask for the same, it does not matter
/// which of them gets which.
/// The receipt of such a key is forgotten as soon as the broker is known to have heard that its delivery is settled. What remains: where a
/// server died and two equal commands of its come again to two servers at once, both may take the one that was saved for theirs; and where
/// it died between the acknowledgement and the forgetting, an equal command that it had not begun is taken for the one that was done.
/// </remarks>
sealed class DeliveryKeys(FindDeliveries saved)
{
    /// <summary>Keys of deliveries that went to other servers are dropped beyond so many.</summary>
    const int MostIdle = 4096;

    /// <summary>Set apart by its blank from the keys of HTTP, which have none.</summary>
    public const string Prefix = "delivery ";

    readonly Lock gate = new();
    readonly Dictionary<string, List<Entry>> byDigest = [];
    int idle;

    public async Task<string> OfAsync(Delivery delivery, Caller caller, CancellationToken cancel)
    {
        var prefix = $"{Prefix}{delivery.Digest}-";
        if (delivery.Redelivered)
        {
            if (Idle(prefix, saved: false) is { } unsaved)
                return unsaved;
            var there = await saved(caller.Id, prefix, cancel);
            lock (gate)
            {
                foreach (var key in there)
                {
                    if (Of(prefix).Find(entry => entry.Key == key) is not { IsTaken: true })
                        return Take(prefix, key, isSaved: true);
                }
            }

            if (Idle(prefix, saved: true) is { } known)
                return known;
        }

        lock (gate)
            return Take(prefix, $"{prefix}{Guid.NewGuid():n}", isSaved: false);
    }

    /// <summary>Its command has an answer that stays.</summary>
    public void Saved(string key) => Change(key, entry => entry.IsSaved = true);

    /// <summary>Its channel ended before it was settled: the command comes again, here or elsewhere.</summary>
    public void GivenBack(string key)
    {
        Change(key, entry => entry.IsTaken = false);
        lock (gate)
        {
            if (++idle <= MostIdle)
                return;
            foreach (var (prefix, entries) in byDigest.ToList())
            {
                entries.RemoveAll(entry => !entry.IsTaken);
                if (entries.Count == 0)
                    byDigest.Remove(prefix);
            }

            idle = 0;
        }
    }

    /// <summary>The broker has heard that its delivery is settled; it never comes again.</summary>
    public void Settled(string key)
    {
        lock (gate)
        {
            var prefix = PrefixOf(key);
            Of(prefix).RemoveAll(entry => entry.Key == key);
            if (Of(prefix).Count == 0)
                byDigest.Remove(prefix);
        }
    }

    string? Idle(string prefix, bool saved)
    {
        lock (gate)
        {
            if (Of(prefix).Find(entry => !entry.IsTaken && entry.IsSaved == saved) is not { } entry)
                return null;
            entry.IsTaken = true;
            idle--;
            return entry.Key;
        }
    }

    string Take(string prefix, string key, bool isSaved)
    {
        if (!byDigest.TryGetValue(prefix, out var entries))
            byDigest[prefix] = entries = [];
        entries.RemoveAll(entry => entry.Key == key);
        entries.Add(new Entry(key) { IsTaken = true, IsSaved = isSaved });
        return key;
    }

    void Change(string key, Action<Entry> change)
    {
        lock (gate)
        {
            if (Of(PrefixOf(key)).Find(entry => entry.Key == key) is { } entry)
                change(entry);
        }
    }

    List<Entry> Of(string prefix) => byDigest.GetValueOrDefault(prefix) ?? [];

    static string PrefixOf(string key) => key[..(key.LastIndexOf('-') + 1)];

    sealed class Entry(string key)
    {
        public string Key => key;
        public bool IsTaken { get; set; }
        public bool IsSaved { get; set; }
    }
}
