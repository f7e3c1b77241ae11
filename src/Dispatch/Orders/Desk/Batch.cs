using Dispatch.Storage;
using Dispatch.Alliances;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Orders.Desk;

/// <summary>The steps that share a commit: decides each in turn on what the ones before it left, and gathers what is to be saved.</summary>
sealed class Batch(
    Loaded loaded, DateTimeOffset now, IReadOnlyDictionary<string, Alliance> alliances, IReadOnlyDictionary<(string, int), Workflow> workflows)
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
    readonly List<Receipt> receipts = [];
    readonly HashSet<(string, string)> keys = [];
    readonly HashSet<string> doubted = [];
    readonly List<Pending> judged = [];
    readonly List<Pending> later = [];

    public DateTimeOffset Now => now;
    public IReadOnlyList<TakenStep> History => history;
    public IReadOnlyList<Receipt> Receipts => receipts;

    /// <summary>Remembered orders on which a step would have been refused: they are to be read before that is said.</summary>
    public IReadOnlySet<string> Doubted => doubted;

    /// <summary>Every order that a step was decided for, as it would be then.</summary>
    public IReadOnlyCollection<Order> Moved => changed.Values;

    public bool IsEmpty => changed.Count == 0 && receipts.Count == 0;

    public IReadOnlyList<Order> Filed => [.. changed.Values.Where(order => !before.ContainsKey(order.Id))];

    /// <summary>Orders that moved on, by id: batches of two servers lock the same rows in the same order.</summary>
    public IReadOnlyList<Order> Changed => [.. changed.Values.Where(order => before.ContainsKey(order.Id)).OrderBy(order => order.Id)];

    /// <summary>The parts that the batch gave, moved or ended, or that wait for their holder until another time, as they stand now.</summary>
    public IReadOnlyList<(Guid OrderId, Assignment Part, DateTimeOffset? Due)> ChangedParts =>
    [
        .. changed.Values.SelectMany(order => before.TryGetValue(order.Id, out var earlier)
            ? order.Parts.Except(earlier.Parts).Select(part => (order.Id, part.Part, part.Due))
            : order.Parts.Select(part => (order.Id, part.Part, part.Due))),
    ];

    public int VersionBefore(Order order) => before[order.Id].Version;

    public Alliance AllianceOf(Order order) => alliances[order.Alliance];

    /// <summary>The local day that the number of an order filed now carries.</summary>
    public string DayAt(Alliance alliance) =>
        Instant.FromDateTimeOffset(now).InZone(alliance.Zone).Date.ToString("yyyyMMdd", null);

    public void Judge(Pending pending)
    {
        var request = pending.Request;
        if (pending.Doubtful.FirstOrDefault(taken => loaded.Committed.ContainsKey(taken.Id)) is { } saved)
        {
            pending.Answered.TrySetResult(new Answer(loaded.Committed[saved.Id], null));
            return;
        }

        (pending.Decided, pending.Answer) = (null, null);
        if (doubted.Contains(request.Number))
        {
            later.Add(pending); // steps on one order keep their order
            return;
        }

        if (request.Key is { } key)
        {
            if (loaded.Receipts.TryGetValue((request.Caller.Id, key), out var first))
            {
                pending.Answered.TrySetResult(first.Asked == request.Asked ? first.Answer : Desk.Answer.Refused(Refusal.Of(Refusal.KeyUsed)));
                return;
            }

            // The same key twice in one batch: the second finds the receipt of the first in the next.
            if (!keys.Add((request.Caller.Id, key)))
            {
                later.Add(pending);
                return;
            }
        }

        switch (request.IsFiling ? File(request) : Step(request))
        {
            case Verdict.Yes yes:
                changed[yes.After.Id] = yes.After;
                history.Add(yes.Taken);
                (pending.Decided, pending.Answer) = (yes.Taken, new Answer(yes.After, null));
                Keep(request, yes.Taken, null);
                break;
            case Verdict.No when loaded.Remembered.Contains(request.Number):
                doubted.Add(request.Number);
                later.Add(pending);
                return;
            case Verdict.No no:
                pending.Answer = Desk.Answer.Refused(no.Refusal);
                Keep(request, null, no.Refusal);
                break;
            case Verdict.There there:
                pending.Answer = new Answer(there.Order, null, Existed: true);
                break;
            case Verdict.Later:
                later.Add(pending);
                return;
        }

        judged.Add(pending);
    }

    void Keep(StepRequest request, TakenStep? taken, Refusal? refusal)
    {
        if (request.Key is { } key)
            receipts.Add(new Receipt(request.Caller.Id, key, request.Asked, taken, refusal));
    }

    /// <summary>Answers all whose orders were saved.</summary>
    /// <param name="saved">The numbers of the orders that were saved, by id.</param>
    /// <returns>The rest, to be taken again on what another server made of their orders.</returns>
    public IReadOnlyList<Pending> Answer(IReadOnlyDictionary<Guid, string> saved)
    {
        foreach (var pending in judged)
        {
            if (pending.Answer is not { Order: { } order } answer || answer.Existed)
                pending.Answered.TrySetResult(pending.Answer!);
            else if (saved.TryGetValue(order.Id, out var number))
                pending.Answered.TrySetResult(answer with { Order = order with { Number = number } });
            else
            {
                pending.Decided = null; // surely not saved
                later.Add(pending);
            }
        }

        return later;
    }

    Verdict Step(StepRequest request)
    {
        if (!byNumber.TryGetValue(request.Number, out var order) || !Rules.MaySee(order, request.Caller))
            return Verdict.Refuse(Refusal.NoSuchOrder, request.Number);
        if (request.Version is { } version && version != order.Version)
            return Verdict.Refuse(Refusal.StaleVersion, $"{order.Version}");

        var others = request.Step.Others.Count == 0
            ? Situation.NoOthers
            : request.Step.Others.Where(byNumber.ContainsKey).ToDictionary(number => number, number => byNumber[number]);
        var verdict = Decide(order, request, workflows[(order.Workflow, order.WorkflowVersion)], alliances[order.Alliance], others);
        if (verdict is Verdict.Yes yes)
            byNumber[order.Number] = yes.After;
        return verdict;
    }

    Verdict File(StepRequest request)
    {
        // Whether another alliance exists is no business of the caller's.
        if (!alliances.TryGetValue(request.Alliance, out var alliance) || !request.Caller.BelongsTo(alliance.Code))
            return Verdict.Refuse(Refusal.NoSuchAlliance, request.Alliance);
        if (!workflows.TryGetValue((request.Workflow, CurrentVersion), out var workflow))
            return Verdict.Refuse(Refusal.NoSuchWorkflow, request.Workflow);

        Order order = new()
        {
            Id = Guid.CreateVersion7(now),
            Number = "",
            Alliance = alliance.Code,
            Workflow = workflow.Name,
            WorkflowVersion = workflow.Version,
        };
        var verdict = Decide(order, request, workflow, alliance, Situation.NoOthers);
        if (verdict is not Verdict.Yes { After: { Source: { } source, ExternalId: { } externalId } after })
            return verdict;
        if (byExternalId.TryAdd((alliance.Code, source, externalId), after))
            return verdict;

        var there = byExternalId[(alliance.Code, source, externalId)];
        // A merchant may name an external id that another's order has.
        if (!Rules.MaySee(there, request.Caller))
            return new Verdict.No(Refusal.Input("externalId", "used-by-another"));
        // One that is being filed in this very batch has no number yet: the next batch finds it.
        return there.Number.Length > 0 ? new Verdict.There(there) : new Verdict.Later();
    }

    Verdict Decide(Order order, StepRequest request, Workflow workflow, Alliance alliance, IReadOnlyDictionary<string, Order> others)
    {
        Situation at = new(workflow, alliance, request.Caller.At(now, alliance), now, others);
        var (taken, refusal) = Rules.Decide(order, request.Step, request.Given, at);
        return taken is not null ? new Verdict.Yes(taken, order.After(taken)) : new Verdict.No(refusal!);
    }

    abstract record Verdict
    {
        public static Verdict Refuse(string code, params IReadOnlyList<string> names) => new No(Refusal.Of(code, names));

        public sealed record Yes(TakenStep Taken, Order After) : Verdict;
        public sealed record No(Refusal Refusal) : Verdict;
        public sealed record There(Order Order) : Verdict;
        public sealed record Later : Verdict;
    }
}
