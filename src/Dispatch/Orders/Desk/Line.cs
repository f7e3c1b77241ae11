namespace Dispatch.Orders.Desk;

/// <summary>Steps that wait to be taken one batch after the other. Whoever finds nobody at work on the line takes the next batch.</summary>
sealed class Line
{
    readonly Lock gate = new();
    readonly Queue<Pending> waiting = new();
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool atWork;
    bool closed;

    /// <summary>
    /// Orders as this line left them, for whoever is at work: most steps follow another on the same order. Another server may have moved
    /// them on since. A step that is taken on an old version is refused by the store, and a step that would be refused is decided again
    /// on what the store has, so that what is remembered here is never the reason for an answer.
    /// </summary>
    public Dictionary<string, Order> Remembered { get; } = [];

    /// <summary>Why the last batch could not be saved; null when it could.</summary>
    public volatile Exception? Trouble;

    /// <summary>Whether somebody is at work: while steps wait, the last batch is tried again and again.</summary>
    public bool IsAtWork
    {
        get
        {
            lock (gate)
                return atWork;
        }
    }

    public enum Joined
    {
        /// <summary>Somebody is at work and will come to it.</summary>
        Waits,

        /// <summary>Nobody is: take the batches until there is none.</summary>
        Leads,

        /// <summary>The line takes no more.</summary>
        Refused,
    }

    public Joined Join(Pending pending)
    {
        lock (gate)
        {
            if (closed)
                return Joined.Refused;
            waiting.Enqueue(pending);
            if (atWork)
                return Joined.Waits;
            atWork = true;
            return Joined.Leads;
        }
    }

    /// <summary>The next batch, in the order of coming; empty when nothing waits, and then nobody is at work any more.</summary>
    public IReadOnlyList<Pending> NextBatch(int bound)
    {
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                atWork = false;
                if (closed)
                    ended.TrySetResult();
                return [];
            }

            List<Pending> batch = new(Math.Min(bound, waiting.Count));
            while (batch.Count < bound && waiting.TryDequeue(out var pending))
                batch.Add(pending);
            return batch;
        }
    }

    /// <summary>Whether it takes no more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (gate)
                return closed;
        }
    }

    /// <summary>Takes those out that wait and whose senders do not wait until they are saved.</summary>
    public IReadOnlyList<Pending> TakeOutImpatient()
    {
        lock (gate)
        {
            List<Pending> impatient = [.. waiting.Where(pending => !pending.UntilSaved)];
            Pending[] others = [.. waiting.Where(pending => pending.UntilSaved)];
            waiting.Clear();
            foreach (var pending in others)
                waiting.Enqueue(pending);
            return impatient;
        }
    }

    /// <summary>Takes no more; done when what waited has been taken.</summary>
    public Task CloseAsync()
    {
        lock (gate)
        {
            closed = true;
            if (!atWork)
                ended.TrySetResult();
            return ended.Task;
        }
    }
}
