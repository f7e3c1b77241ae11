using Dispatch.Storage;

namespace Dispatch.Server.Telemetry;

/// <summary>Notices when a part of the house has not moved for a minute although something waits for it.</summary>
/// <remarks>
/// It moves as long as what stands first changes. That is all it asks, so that it also notices what ends in no exception: a message that
/// comes back for ever, a lease that nobody can take, an order that cannot be counted.
/// </remarks>
public sealed class Standstill(IEnumerable<Backlog> backlogs, TimeProvider time, ILogger<Standstill> log)
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly IReadOnlyList<Backlog> backlogs = [.. backlogs];
    readonly Dictionary<string, Seen> seen = [];
    readonly HashSet<string> unseen = [];
    readonly Lock gate = new();

    /// <summary>What was seen of a part at the last look.</summary>
    /// <param name="Waiting">Null where nothing waited.</param>
    /// <param name="Unmoved">How long the same has stood first.</param>
    public sealed record State(string Part, Waiting? Waiting, TimeSpan Unmoved)
    {
        public bool StandsStill => Unmoved >= Patience;
    }

    /// <summary>As of the last look.</summary>
    public IReadOnlyList<State> Last
    {
        get
        {
            lock (gate)
                return [.. backlogs.Select(backlog => StateOf(backlog.Part))];
        }
    }

    /// <summary>Looks at every part. One that cannot be looked at is as it was: it has not been seen to move.</summary>
    public async Task<IReadOnlyList<State>> LookAsync(CancellationToken cancel = default)
    {
        foreach (var backlog in backlogs)
        {
            try
            {
                Note(backlog.Part, await backlog.WaitingAsync(cancel));
            }
            catch (Exception error) when (!cancel.IsCancellationRequested)
            {
                if (IsNewlyUnseen(backlog.Part))
                    log.LogWarning(error, "What waits for {Part} cannot be seen; whether it stands still is not known", backlog.Part);
            }
        }

        return Last;
    }

    bool IsNewlyUnseen(string part)
    {
        lock (gate)
            return unseen.Add(part);
    }

    void Note(string part, Waiting? waiting)
    {
        lock (gate)
        {
            unseen.Remove(part);
            var before = seen.GetValueOrDefault(part);
            var after = before?.Waiting is { } first && first.First == waiting?.First
                ? before with { Waiting = waiting }
                : new Seen(waiting, time.GetTimestamp(), IsLogged: false);
            if (before is { IsLogged: true } && !after.IsLogged)
                log.LogInformation("{Part} moves again", part);
            if (!after.IsLogged && waiting is not null && time.GetElapsedTime(after.At) >= Patience)
            {
                after = after with { IsLogged = true };
                log.LogError(
                    "{Part} has not moved for {Seconds:0} seconds although something waits: {Count} in all, first {First}",
                    part, time.GetElapsedTime(after.At).TotalSeconds, waiting.Count, waiting.First);
            }

            seen[part] = after;
        }
    }

    State StateOf(string part) => seen.TryGetValue(part, out var last) && last.Waiting is not null
        ? new State(part, last.Waiting, time.GetElapsedTime(last.At))
        : new State(part, null, TimeSpan.Zero);

    /// <param name="At">When this was first seen to stand first.</param>
    sealed record Seen(Waiting? Waiting, long At, bool IsLogged);
}
