using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Outbox;
using Dispatch.Storage;
using Dispatch.Workflows;
using Microsoft.Extensions.Logging;

namespace Dispatch.Orders.Desk;

/// <summary>Takes every step there is: the only place where orders change.</summary>
/// <remarks>
/// Steps are taken in batches: all that wait, up to a bound, are loaded together, decided one by one and saved with one commit.
/// Nothing waits for company: a lone step is a batch of one, taken by its own caller without a change of thread. Steps on one order keep
/// their order. On PostgreSQL two lines work side by side, an order always in the same one; on SQLite, which has one writer anyway, one.
/// </remarks>
public sealed class OrderDesk : IAsyncDisposable
{
    /// <summary>The most steps that share a commit.</summary>
    public const int BatchBound = 256;

    /// <summary>How many orders a line keeps in mind: bounds its memory, and is far more than are worked on at a time.</summary>
    const int MostRemembered = 10_000;

    // Long enough for a database to be restarted under it, short enough for somebody who waits for a page.
    static readonly TimeSpan[] Patience =
        [
            TimeSpan.FromMilliseconds(50),
            TimeSpan.FromMilliseconds(200),
            TimeSpan.FromMilliseconds(500),
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(2),
        ];

    /// <summary>Each is a step of somebody else's: far more than ever meet.</summary>
    const int MostConflicts = 20;

    readonly Database database;
    readonly IBatchStore store;
    readonly KeptCalendars calendars;
    readonly AllianceDirectory alliances;
    readonly WorkflowLibrary workflows;
    readonly TimeProvider time;
    readonly ILogger log;
    readonly Line[] lines;

    public OrderDesk(Database database, AllianceDirectory alliances, WorkflowLibrary workflows, TimeProvider time, ILogger<OrderDesk> log)
    {
        (this.database, this.alliances, this.workflows, this.time, this.log) = (database, alliances, workflows, time, log);
        calendars = new KeptCalendars(database);
        store = database.IsPostgres ? new PostgresBatchStore(database) : new SqliteBatchStore(database);
        lines = [.. Enumerable.Range(0, database.IsPostgres ? 2 : 1).Select(_ => new Line())];
    }

    /// <summary>Why nothing can be saved just now; null when it can, as far as was tried lately.</summary>
    /// <remarks>
    /// Once nothing waits any more it is forgotten after half a minute: a server that is said to be unable is asked for nothing, and
    /// would never find out that it is able again.
    /// </remarks>
    public Exception? Trouble =>
        lines.Where(line => line.IsAtWork || time.GetElapsedTime(troubledAt) < TroubleLasts)
            .Select(line => line.Trouble).FirstOrDefault(trouble => trouble is not null);

    static readonly TimeSpan TroubleLasts = TimeSpan.FromSeconds(30);

    long troubledAt;

    /// <summary>Orders that steps of this desk have just changed, for whoever shows them.</summary>
    /// <remarks>Who listens must neither wait nor throw.</remarks>
    public event Action<SavedOrder>? Saved;

    /// <summary>
    /// Whether something can be saved just now. Tries it where that failed last: nobody sends steps to a server that is not ready, and
    /// none would show that it is ready again.
    /// </summary>
    public async Task<bool> CanSaveAsync(CancellationToken cancel = default)
    {
        if (Trouble is null)
            return true;
        try
        {
            await OutboxStore.TryWriteAsync(database, cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogDebug(error, "Nothing can be saved yet");
            return false;
        }

        foreach (var line in lines)
            line.Trouble = null;
        return true;
    }

    /// <summary>
    /// Takes a step, or says why not; <see cref="Refusal.NotSaved"/> when the database is away for more than some seconds.
    /// </summary>
    /// <remarks>Cancelling stops the waiting; a step that has begun may still be taken.</remarks>
    public Task<Decision<Answer>> DoAsync(StepRequest request, CancellationToken cancel = default) => DoAsync(new Pending(request), cancel);

    /// <summary>
    /// Takes a step, or says why not, however long the database is away: the step keeps its place before those that came after it.
    /// </summary>
    /// <returns><see cref="Refusal.NotSaved"/> only when the desk closes.</returns>
    public Task<Decision<Answer>> DoUntilSavedAsync(StepRequest request, CancellationToken cancel = default) =>
        DoAsync(new Pending(request, untilSaved: true), cancel);

    async Task<Decision<Answer>> DoAsync(Pending pending, CancellationToken cancel)
    {
        // Filings of one alliance share a line: they draw from one serial, and two would wait for each other's commit.
        var request = pending.Request;
        var hash = (uint)string.GetHashCode(request.IsFiling ? request.Alliance : request.Number, StringComparison.Ordinal);
        var line = lines[hash % lines.Length];
        switch (line.Join(pending))
        {
            case Line.Joined.Refused:
                return Refusal.Of(Refusal.NotSaved);
            case Line.Joined.Leads:
                GoOn(line, await TakeAsync(line, line.NextBatch(BatchBound)));
                break;
        }

        return await pending.Answered.Task.WaitAsync(cancel);
    }

    /// <summary>Takes the steps that wait and then no more: no batch is cut in half.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(lines.Select(line => line.CloseAsync()));
        await store.DisposeAsync();
    }

    /// <summary>
    /// Takes what is left and what came meanwhile: not at the cost of the caller who has an answer, nor under their name.
    /// </summary>
    void GoOn(Line line, IReadOnlyList<Pending> left)
    {
        var next = left.Count > 0 ? left : line.NextBatch(BatchBound);
        if (next.Count == 0)
            return;

        ThreadPool.UnsafeQueueUserWorkItem(
            static work => _ = work.Desk.WorkAsync(work.Line, work.Next), (Desk: this, Line: line, Next: next), preferLocal: false);
    }

    async Task WorkAsync(Line line, IReadOnlyList<Pending> batch)
    {
        while (batch.Count > 0)
        {
            var left = await TakeAsync(line, batch);
            batch = left.Count > 0 ? left : line.NextBatch(BatchBound);
        }
    }

    /// <summary>Takes a batch: again for what another server was quicker about, and one by one when the database objects.</summary>
    /// <returns>Those that wait until the database can write again, in their order; they come before all others of the line.</returns>
    async Task<IReadOnlyList<Pending>> TakeAsync(Line line, IReadOnlyList<Pending> waiting)
    {
        for (var (failures, conflicts) = (0, 0); waiting.Count > 0;)
        {
            // Only where an earlier try failed is a decision left over.
            foreach (var pending in waiting.Where(pending => pending.Saving is not null))
                (pending.Doubtful, pending.Saving) = ([.. pending.Doubtful, pending.Saving!], null);

            try
            {
                waiting = await TryAsync(line, waiting);
                line.Trouble = null;
            }
            catch (Exception error) when (DatabaseFault.IsConflict(error) && conflicts < MostConflicts)
            {
                conflicts++; // another server saved the same key, or an earlier try of ours did: the next try reads what it was
            }
            catch (Exception error) when (DatabaseFault.IsTransient(error) && failures < Patience.Length)
            {
                await Task.Delay(Patience[failures++], time);
            }
            catch (Exception error) when (DatabaseFault.IsTransient(error))
            {
                return GiveUp(line, waiting, error);
            }
            catch (Exception error) when (waiting.Count > 1)
            {
                log.LogWarning(error, "A batch of {Count} steps could not be saved; its steps are taken one by one", waiting.Count);
                for (var index = 0; index < waiting.Count; index++)
                {
                    if (await TakeAsync(line, [waiting[index]]) is { Count: > 0 } left)
                        return [.. left, .. waiting.Skip(index + 1)];
                }

                return [];
            }
            catch (Exception error) when (DatabaseFault.IsOfLaterVersion(error))
            {
                log.LogError(error, "A step is left to the servers of a later version of the program");
                waiting[0].Answer(Refusal.Of(Refusal.LaterVersion));
                return [];
            }
            catch (Exception error)
            {
                log.LogError(error, "A step could not be saved");
                waiting[0].Answer(await SavedAfterAllAsync(waiting[0]) ?? Refusal.Of(Refusal.Failed));
                return [];
            }
        }

        return [];
    }

    /// <summary>Answers those who do not wait longer, also those who wait behind this batch.</summary>
    /// <returns>The others, in their order.</returns>
    IReadOnlyList<Pending> GiveUp(Line line, IReadOnlyList<Pending> waiting, Exception error)
    {
        if (line.Trouble is null)
            log.LogError(error, "Steps cannot be saved; commands of the bus wait, others are refused until the database can write again");
        line.Trouble = error;
        Volatile.Write(ref troubledAt, time.GetTimestamp());
        var (closed, stay) = (line.IsClosed, new List<Pending>());
        foreach (var pending in waiting.Concat(line.TakeOutImpatient()))
        {
            if (pending.UntilSaved && !closed)
                stay.Add(pending);
            else
                pending.Answer(Refusal.Of(Refusal.NotSaved));
        }

        return stay;
    }

    /// <summary>A try of it may have been saved although the database did not say so.</summary>
    async Task<Decision<Answer>?> SavedAfterAllAsync(Pending pending)
    {
        if (pending.Saving is { } taken)
            (pending.Doubtful, pending.Saving) = ([.. pending.Doubtful, taken], null);
        try
        {
            var committed = (await store.LoadAsync([pending], new Dictionary<string, Order>(), CancellationToken.None)).Committed;
            return committed.Values.FirstOrDefault() is { } order ? (Decision<Answer>)new Answer(order) : null;
        }
        catch (Exception error)
        {
            log.LogWarning(error, "Whether a step was saved could not be found out");
            return null;
        }
    }

    /// <returns>The steps that must be decided again, on what the store has.</returns>
    async Task<IReadOnlyList<Pending>> TryAsync(Line line, IReadOnlyList<Pending> waiting)
    {
        try
        {
            var loaded = await store.LoadAsync(waiting, line.Remembered, CancellationToken.None);
            var own = await AlliancesOf(waiting, loaded);
            await calendars.KeepAsync(own.Values.Select(alliance => alliance.Calendar), time.GetUtcNow());
            await calendars.ReadAsync(
                loaded.Orders.SelectMany(order => order.Clocks.All).Select(clock => clock.Calendar).OfType<string>()
                    .Concat(ExplainedDeadline.CalendarsOf(loaded.Histories.Values.SelectMany(history => history))));
            var known = await WorkflowsOf(waiting, loaded);
            Batch batch = new(loaded, time.GetUtcNow(), own, known, calendars.Find, await LoadsOf(own, known));
            foreach (var pending in waiting)
                batch.Decide(pending);

            var saved = batch.IsEmpty ? new Dictionary<Guid, string>() : await store.SaveAsync(batch, CancellationToken.None);
            if (!batch.IsEmpty)
                DeskMeter.CountBatch(batch.History.Count);
            Remember(line, batch, saved);
            Tell(batch, saved);
            return batch.Answer(saved);
        }
        catch
        {
            line.Remembered.Clear(); // what is in the store now is not known
            throw;
        }
    }

    void Tell(Batch batch, IReadOnlyDictionary<Guid, string> saved)
    {
        if (Saved is not { } tell)
            return;
        foreach (var order in batch.Orders.Where(order => saved.ContainsKey(order.Id)))
            tell(new SavedOrder(order with { Number = saved[order.Id] }, batch.WorkflowOf(order), batch.StagesOf(order)));
    }

    static void Remember(Line line, Batch batch, IReadOnlyDictionary<Guid, string> saved)
    {
        if (line.Remembered.Count > MostRemembered)
            line.Remembered.Clear();
        foreach (var number in batch.Doubted)
            line.Remembered.Remove(number);
        foreach (var order in batch.Orders)
        {
            var number = saved.GetValueOrDefault(order.Id, order.Number);
            if (saved.ContainsKey(order.Id) && order.Desk is not null)
                line.Remembered[number] = order with { Number = number };
            else
                line.Remembered.Remove(number);
        }
    }

    async Task<Dictionary<string, Alliance>> AlliancesOf(IReadOnlyList<Pending> waiting, Loaded loaded)
    {
        Dictionary<string, Alliance> found = [];
        foreach (var code in waiting.Where(pending => pending.Request.IsFiling).Select(pending => pending.Request.Alliance)
            .Concat(loaded.Orders.Select(order => order.Alliance)))
        {
            if (!found.ContainsKey(code) && await alliances.FindAsync(code) is { } alliance)
                found[code] = alliance;
        }

        return found;
    }

    /// <summary>Counted only where a drawing asks for it.</summary>
    async Task<Dictionary<string, IReadOnlyDictionary<string, int>>> LoadsOf(
        Dictionary<string, Alliance> own, Dictionary<(string, int), Workflow> known)
    {
        Dictionary<string, IReadOnlyDictionary<string, int>> loads = [];
        if (known.Values.Any(workflow => workflow.Routes is { AsksForLoad: true }))
        {
            foreach (var alliance in own.Keys)
                loads[alliance] = await MemberLoads.CountAsync(database, alliance);
        }

        return loads;
    }

    async Task<Dictionary<(string, int), Workflow>> WorkflowsOf(IReadOnlyList<Pending> waiting, Loaded loaded)
    {
        Dictionary<(string, int), Workflow> found = [];
        foreach (var pending in waiting.Where(pending => pending.Request.IsFiling))
        {
            if (workflows.Current(pending.Request.Workflow) is { } current)
                found[(current.Name, Batch.CurrentVersion)] = current;
        }

        foreach (var key in loaded.Orders.Select(order => (order.Workflow, order.WorkflowVersion)).Distinct())
            found[key] = await workflows.FindAsync(key.Workflow, key.WorkflowVersion);
        return found;
    }
}
