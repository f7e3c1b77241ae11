using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders.Steps;
using Dispatch.Storage;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Orders.Desk;

/// <summary>The steps that share a commit: decides each in turn on what the ones before it left, and gathers what is to be saved.</summary>
sealed class Batch(
    Loaded loaded,
    DateTimeOffset now,
    IReadOnlyDictionary<string, Alliance> alliances,
    IReadOnlyDictionary<(string, int), Workflow> workflows,
    Func<string, WorkingCalendar?>? calendars = null,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>>? loads = null)
{
    /// <summary>Stands for "the version that new orders are filed under".</summary>
    public const int CurrentVersion = 0;

    readonly DateTimeOffset now = now.WholeMicroseconds();
    readonly Dictionary<string, Order> byNumber = loaded.Orders.ToDictionary(order => order.Number);
    readonly Dictionary<Guid, Order> before = loaded.Orders.ToDictionary(order => order.Id);
    readonly Dictionary<(string, string, string), Order> byExternalId = loaded.Orders
        .Where(order => order.Source is not null)
        .ToDictionary(order => (order.Alliance, order.Source!, order.ExternalId!));
    readonly Dictionary<Guid, Order> changed = [];
    readonly List<TakenStep> history = [];
    readonly List<TakenStep> rewritten = [];
    readonly Dictionary<Guid, string> traces = [];
    readonly List<Receipt> receipts = [];
    readonly HashSet<(string, string)> keys = [];
    readonly HashSet<string> doubted = [];
    readonly List<Pending> decided = [];
    readonly List<Pending> later = [];
    IReadOnlyList<Order>? filed;
    IReadOnlyList<Order>? moved;
    IReadOnlyList<ChangedPart>? parts;
    IReadOnlyList<Order>? turned;

    public IReadOnlyList<TakenStep> History => history;
    public IReadOnlyList<Receipt> Receipts => receipts;

    /// <summary>Steps taken before, of orders that are forgotten: as they stand in the history from now on.</summary>
    public IReadOnlyList<TakenStep> Rewritten => rewritten;

    /// <summary>Remembered orders on which a step would have been refused: they are to be read before that is said.</summary>
    public IReadOnlySet<string> Doubted => doubted;

    /// <summary>Every order that a step was decided for, as it would be then.</summary>
    public IReadOnlyCollection<Order> Orders => changed.Values;

    public bool IsEmpty => changed.Count == 0 && receipts.Count == 0;

    // What follows is read once all is decided.

    public IReadOnlyList<Order> Filed => filed ??= [.. changed.Values.Where(order => !before.ContainsKey(order.Id))];

    /// <summary>Orders that went on, by id: batches of two servers lock the same rows in the same order.</summary>
    public IReadOnlyList<Order> Changed =>
        moved ??= [.. changed.Values.Where(order => before.ContainsKey(order.Id)).OrderBy(order => order.Id)];

    /// <summary>The parts that the batch gave, changed or ended, or that wait for their holder until another time.</summary>
    public IReadOnlyList<ChangedPart> ChangedParts => parts ??=
    [
        .. changed.Values.SelectMany(order => order.Parts.Except(before.TryGetValue(order.Id, out var earlier) ? earlier.Parts : [])
            .Select(part => new ChangedPart(order.Id, part.Assignment, part.Due))),
    ];

    /// <summary>Orders that ended, or that somebody holds again: what was merged into them, or they into, is to be looked at.</summary>
    public IReadOnlyList<Order> Turned =>
        turned ??= [.. Changed.Where(order => (before[order.Id].Desk is null) != (order.Desk is null))];

    /// <summary>Orders that were forgotten: they take no step afterwards.</summary>
    public IReadOnlyList<Order> Forgotten => [.. changed.Values.Where(order => order.ForgottenAt is not null)];

    public int VersionBefore(Order order) => before[order.Id].Version;

    public Alliance AllianceOf(Order order) => alliances[order.Alliance];

    public Workflow WorkflowOf(Order order) => workflows.TryGetValue((order.Workflow, order.WorkflowVersion), out var found)
        ? found
        : workflows[(order.Workflow, CurrentVersion)]; // filed just now

    /// <summary>The stages at which the steps of the batch found an order and left it.</summary>
    public IReadOnlySet<string> StagesOf(Order order) => history.Where(taken => taken.OrderId == order.Id)
        .SelectMany(taken => taken.From is { } from ? (string[])[from, taken.To] : [taken.To]).ToHashSet();

    /// <summary>See <see cref="Pending.Trace"/>.</summary>
    public string? TraceOf(TakenStep taken) => traces.GetValueOrDefault(taken.Id);

    /// <summary>The local day that the number of an order filed now carries.</summary>
    public string DayAt(Alliance alliance) =>
        Instant.FromDateTimeOffset(now).InZone(alliance.Zone).Date.ToString("yyyyMMdd", null);

    /// <summary>Decides a request on what the ones before it left; its answer waits for the batch to be saved.</summary>
    public void Decide(Pending pending)
    {
        var request = pending.Request;
        if (pending.Doubtful.FirstOrDefault(taken => loaded.Committed.ContainsKey(taken.Id)) is { } saved)
        {
            pending.Answer(new Answer(loaded.Committed[saved.Id]));
            return;
        }

        (pending.Decided, pending.Saving) = (null, null);
        // Steps on one order keep their order, and no step rests on another order that this batch may fail to save.
        if (doubted.Contains(request.Number) || OthersOf(request).Keys.Any(IsChangedHere))
        {
            later.Add(pending);
            return;
        }

        if (request.Key is { } key)
        {
            if (loaded.Receipts.TryGetValue((request.Caller.Id, key), out var first))
            {
                pending.Answer(first.Answers(request, pending.Content) ? first.Answer : Refusal.Of(Refusal.KeyUsed));
                return;
            }

            // The same key twice in one batch: the second finds the receipt of the first in the next.
            if (!keys.Add((request.Caller.Id, key)))
            {
                later.Add(pending);
                return;
            }
        }

        var decision = request.IsFiling ? DecideFiling(pending) : DecideStep(request);
        if (!decision.IsAccepted)
            Refuse(pending, decision.Refusal);
        else if (request.IsFiling && FiledBefore(decision.Value.Order) is { } earlier)
            AnswerWithEarlier(pending, earlier);
        else
            Accept(pending, decision.Value);
    }

    void Accept(Pending pending, Change change)
    {
        if (change.Step.Step is ForgetStep)
            change = WithoutPersonalData(change);
        changed[change.Order.Id] = change.Order;
        if (!pending.Request.IsFiling)
            byNumber[change.Order.Number] = change.Order;
        history.Add(change.Step);
        if (pending.Trace is { } trace)
            traces[change.Step.Id] = trace;
        (pending.Decided, pending.Saving) = (new Answer(change.Order), change.Step);
        AddReceipt(pending, pending.Decided);
        decided.Add(pending);
    }

    /// <summary>The order without its personal data; its history is to be written anew.</summary>
    Change WithoutPersonalData(Change change)
    {
        var (order, before) = (change.Order, HistoryFor(change.Step.Step, change.Order));
        var personal = PersonalData.Of(order, before, alliances[order.Alliance], loaded.MerchantPeople);
        rewritten.AddRange(before.Select(personal.RemovedFrom));
        return change with { Order = personal.RemovedFrom(order) };
    }

    void Refuse(Pending pending, Refusal refusal)
    {
        var number = pending.Request.Number;
        // What another server may have changed, or this batch may fail to save, is no reason: it is decided again on what the store has.
        if (loaded.Remembered.Contains(number) || IsChangedHere(number))
        {
            doubted.Add(number);
            later.Add(pending);
            return;
        }

        pending.Decided = refusal;
        AddReceipt(pending, refusal);
        decided.Add(pending);
    }

    /// <summary>An order that was filed before under the same source and external id; null where there is none.</summary>
    Order? FiledBefore(Order order) =>
        order is { Source: { } source, ExternalId: { } externalId } && !byExternalId.TryAdd((order.Alliance, source, externalId), order)
            ? byExternalId[(order.Alliance, source, externalId)]
            : null;

    void AnswerWithEarlier(Pending pending, Order earlier)
    {
        if (earlier.Number.Length == 0)
        {
            later.Add(pending); // it is being filed in this very batch, which may fail, and has no number yet
        }
        else if (!Rules.MaySee(earlier, pending.Request.Caller))
        {
            // A merchant may name an external id that another's order has.
            Refuse(pending, Refusal.Input("externalId", "used-by-another"));
        }
        else if (!new KnownOrder(earlier.Number, loaded.Filings[earlier.Id], earlier.ForgottenAt is not null)
            .SaysTheSameAs((FileStep)pending.Request.Step))
        {
            Refuse(pending, Refusal.Of(Refusal.KeyUsed, earlier.Number));
        }
        else
        {
            pending.Decided = new Answer(earlier, Existed: true);
            AddReceipt(pending, pending.Decided);
            decided.Add(pending);
        }
    }

    bool IsChangedHere(string number) => byNumber.TryGetValue(number, out var order) && changed.ContainsKey(order.Id);

    void AddReceipt(Pending pending, Decision<Answer> decision)
    {
        var request = pending.Request;
        if (request.Key is not { } key)
            return;
        Receipt receipt = new(request.Caller.Id, key, request.Subject, pending.Content, now);
        receipts.Add(decision.IsAccepted
            ? receipt with { OrderId = decision.Value.Order.Id, Sequence = decision.Value.Order.Version, Existed = decision.Value.Existed }
            : receipt with { Refusal = decision.Refusal });
    }

    /// <summary>Answers all whose orders were saved.</summary>
    /// <param name="saved">The numbers of the orders that were saved, by id.</param>
    /// <returns>The rest, to be decided again on what another server made of their orders.</returns>
    public IReadOnlyList<Pending> Answer(IReadOnlyDictionary<Guid, string> saved)
    {
        foreach (var pending in decided)
        {
            if (pending.Saving is not { } taken)
            {
                pending.Answer(pending.Decided!);
            }
            else if (saved.TryGetValue(taken.OrderId, out var number))
            {
                pending.Answer(new Answer(pending.Decided!.Value!.Order with { Number = number }));
            }
            else
            {
                pending.Saving = null; // surely not saved
                later.Add(pending);
            }
        }

        return later;
    }

    Decision<Change> DecideStep(StepRequest request)
    {
        if (!byNumber.TryGetValue(request.Number, out var order) || !Rules.MaySee(order, request.Caller))
            return Refusal.Of(Refusal.NoSuchOrder, request.Number);
        if (request.Version is { } version && version != order.Version)
            return Refusal.Of(Refusal.StaleVersion, $"{order.Version}");

        return Decide(order, request, workflows[(order.Workflow, order.WorkflowVersion)], alliances[order.Alliance], OthersOf(request));
    }

    /// <summary>The orders that the rule of a step must see besides its own.</summary>
    IReadOnlyDictionary<string, Order> OthersOf(StepRequest request)
    {
        if (request.Step.Others.Count == 0 && !request.Step.NeedsMerger)
            return Situation.NoOthers;
        var others = request.Step.Others.Where(byNumber.ContainsKey).ToDictionary(number => number, number => byNumber[number]);
        if (request.Step.NeedsMerger)
        {
            for (var merged = byNumber.GetValueOrDefault(request.Number);
                merged?.MergedInto is { } into && byNumber.TryGetValue(into, out var next); merged = next)
                others[into] = next;
        }

        return others;
    }

    Decision<Change> DecideFiling(Pending pending)
    {
        var request = pending.Request;
        // Whether another alliance exists is no business of the caller's.
        if (!alliances.TryGetValue(request.Alliance, out var alliance) || !request.Caller.BelongsTo(alliance.Code))
            return Refusal.Of(Refusal.NoSuchAlliance, request.Alliance);
        if (!workflows.TryGetValue((request.Workflow, CurrentVersion), out var workflow))
            return Refusal.Of(Refusal.NoSuchWorkflow, request.Workflow);
        // A source names orders for good: whoever could take another system's would get what that system files next.
        if (request.Step is FileStep { Source: { } source } && source != request.Caller.Source)
            return Refusal.Input("source", "not-your-source");

        Order order = new()
        {
            Id = pending.FiledId ??= Guid.CreateVersion7(now),
            Number = "",
            Alliance = alliance.Code,
            Workflow = workflow.Name,
            WorkflowVersion = workflow.Version,
        };
        return Decide(order, request, workflow, alliance, Situation.NoOthers);
    }

    Decision<Change> Decide(
        Order order, StepRequest request, Workflow workflow, Alliance alliance, IReadOnlyDictionary<string, Order> others) =>
        Rules.Decide(
            order, request.Step, request.Given,
            new Situation(workflow, alliance, request.Caller.At(now, alliance), now, others)
            {
                History = HistoryFor(request.Step, order),
                Calendars = calendars ?? (_ => null),
                Loads = loads?.GetValueOrDefault(alliance.Code),
            });

    IReadOnlyList<TakenStep> HistoryFor(IStep step, Order order) => step.NeedsHistory
        ? [.. loaded.Histories.GetValueOrDefault(order.Id) ?? [], .. history.Where(taken => taken.OrderId == order.Id)]
        : [];
}
