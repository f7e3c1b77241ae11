using Dispatch.Accounts;
using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Contracts;
using Dispatch.Orders.Steps;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>What a merchant asks for, as it stands now. It can always be recomputed from its history: see <see cref="After"/>.</summary>
public sealed record Order
{
    public required Guid Id { get; init; }

    /// <summary>Given by the store when the order is saved first; empty until then.</summary>
    public required string Number { get; init; }

    public required string Alliance { get; init; }
    public required string Workflow { get; init; }
    public required int WorkflowVersion { get; init; }

    /// <summary>The sequence of the last step taken; a save against a stale version is refused.</summary>
    public int Version { get; init; }

    public string Stage { get; init; } = "";

    /// <summary>Who holds the order; null at its end.</summary>
    public string? Desk { get; init; }

    /// <summary>When the order came to its stage.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When its last step was taken; null where it was read for something else than the next one.</summary>
    internal DateTimeOffset? LastStepAt { get; init; }

    /// <summary>When the first of its limits ends, or a suspension; null at the end.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>As the table keeps it: lists are paged by when an order is due, and a key has no nulls.</summary>
    internal DateTimeOffset DueKey
    {
        get => Due ?? NotDue;
        init => Due = value == NotDue ? null : value;
    }

    /// <summary>Stands for "not due" in the table.</summary>
    internal static readonly DateTimeOffset NotDue = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <summary>Every limit that runs on it.</summary>
    public OrderClocks Clocks { get; init; } = OrderClocks.None;

    public string Category { get; init; } = "";
    public string Title { get; init; } = "";
    public string Text { get; init; } = "";

    /// <summary>Where the trouble is, as people say it.</summary>
    public string Place { get; init; } = "";

    public string FiledBy { get; init; } = "";
    public DateTimeOffset FiledAt { get; init; }

    /// <summary>When the trouble was told to whoever filed it; null where that was when it was filed.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>The merchant the order is for, when it is one that the alliance knows.</summary>
    public string? MerchantCode { get; init; }

    public string? Source { get; init; }
    public string? ExternalId { get; init; }
    public OrderState State { get; init; } = OrderState.Empty;

    /// <summary>When its personal data were removed, for good; null while they are kept.</summary>
    public DateTimeOffset? ForgottenAt { get; init; }

    /// <summary>Number of the order that it was merged into; null where it was not, or came back.</summary>
    public string? MergedInto => Desk is null ? State.MergedInto : null;

    /// <summary>The limit of one of its clocks, as its file has it; null where the joint meeting set when the work is due.</summary>
    public Limit? LimitOf(Clock clock) => State.Settled && clock.Of == ClockOf.Work ? null : clock.Limit;

    /// <summary>The order that goes on for a merged one, however many were merged one into the other; null where none is known.</summary>
    /// <param name="others">The orders that it was merged into, by number. Each was filed before the one that was merged into it.</param>
    public Order? GoesOnAs(IReadOnlyDictionary<string, Order> others)
    {
        Order? last = null;
        for (var into = MergedInto; into is not null && others.TryGetValue(into, out var next); into = next.MergedInto)
            last = next;
        return last;
    }

    /// <summary>It has ended although nobody saw to the trouble.</summary>
    /// <param name="workflow">Its own.</param>
    public bool CameToNothing(Workflow workflow) =>
        Desk is null
        && MergedInto is null
        && (workflow.IsGivenUpAt(Stage) || !State.Assignments.Any(part => part.State == PartState.Done));

    /// <summary>The move that brought it here; null where its history was not followed, or nothing is left to take back.</summary>
    internal LastMove? Last { get; init; }

    /// <summary>The order with its last move.</summary>
    /// <param name="history">First to last; what is later than the order is left out.</param>
    public Order WithLastOf(IReadOnlyList<TakenStep> history) =>
        this with { Last = OrderList.Recomputed(this, history.TakeWhile(taken => taken.Sequence <= Version)).Last };

    /// <summary>Every part, with when it is due where the order waits for its holder.</summary>
    public IEnumerable<(Assignment Assignment, DateTimeOffset? Due)> Parts =>
        State.Assignments.Select(part => (part, part.IsOpen && Desk == Desks.Member ? Due : null));

    /// <summary>The order once a step was taken: the one place where it changes.</summary>
    public Order After(TakenStep taken) =>
        WithEffectOf(taken.Step, taken.Actor, taken.At)
            .MovedTo(taken.To, taken.Desk, taken.Step, taken.HasMoved, taken.At)
            .Timed(taken, this);

    /// <summary>The stage and the desk that the order comes to.</summary>
    internal Order MovedTo(string stage, string? desk, IStep step, bool hasMoved, DateTimeOffset at) => hasMoved
        ? this with
        {
            Stage = stage,
            Desk = desk,
            // What was taken back was never taken: the order has been at its stage all the time.
            Since = step is RecallStep ? Since : at,
            // At its end nobody has a part any more, whoever brought it there.
            State = desk is null ? State.Release() : State,
        }
        : this;

    /// <summary>The clocks as a step left them, and what is counted of the steps themselves.</summary>
    /// <param name="before">The order as the step found it.</param>
    internal Order Timed(TakenStep taken, Order before)
    {
        var clocks = taken.Clocks ?? Clocks;
        var state = State;
        // What was overdue is done: it need not be escalated any more.
        // Or it never was.
        if ((taken.HasMoved || taken.Step is CorrectStep) && !(clocks.All.Any(clock => clock.IsBreached) && taken.Desk is not null))
            state = state with { Level = null };
        if (taken.HasMoved || taken.Step is SuspendStep or GrantStep)
            state = state.CountMove(taken.Step.Name);
        return this with
        {
            Version = taken.Sequence,
            LastStepAt = taken.At,
            Due = taken.Due,
            Clocks = clocks,
            State = state,
            Last = LastAfter(taken, before),
        };
    }

    static LastMove? LastAfter(TakenStep taken, Order before) => taken switch
    {
        { Step: RecallStep } => null,
        { HasMoved: true } => new LastMove(before with { Last = null }, taken, false),
        { Step: CommentStep or AttachStep } or { Actor.Id: Caller.SystemId } => before.Last,
        _ => before.Last is { } last ? last with { IsActedOn = true } : null,
    };

    /// <summary>What a step says of the trouble, and what it does to the parts, wherever it leads.</summary>
    internal Order WithEffectOf(IStep step, Actor actor, DateTimeOffset at) => step switch
    {
        FileStep file => this with
        {
            Category = file.Category,
            Title = file.Title,
            Text = file.Text ?? "",
            Place = file.Location?.Address ?? file.Merchant?.Address ?? "",
            FiledBy = actor.Id,
            FiledAt = at,
            ReportedAt = file.ReportedAt,
            MerchantCode = file.MerchantCode,
            Source = file.Source,
            ExternalId = file.ExternalId,
        },
        AcceptStep accept => this with
        {
            Category = accept.Category ?? Category,
            State = State with { Urgency = accept.Urgency ?? State.Urgency },
        },
        CorrectStep correct => this with
        {
            Category = correct.Category ?? Category,
            State = State with { Urgency = correct.Urgency ?? State.Urgency },
        },
        AssignStep assign => this with { State = State.StartCycle().Assign(assign) },
        ReassignStep reassign => this with { State = State.StartCycle().Assign(reassign.Given) with { Extension = null } },
        RecallStep => Last is { Before: var earlier } ? earlier with { State = earlier.State.RestoredFrom(State) } : this,
        OfferStep offer => this with { State = State.StartCycle() with { Places = offer.Places ?? 1 } },
        ClaimStep claim => this with { State = State.Claim(actor, claim.Part) },
        ReturnStep => this with { State = State.EndPart(actor, PartState.Returned) with { Extension = null } },
        HandBackStep gone => this with { State = State.HandBack(gone) },
        ResolveStep => this with { State = State.EndPart(actor, PartState.Done) with { Extension = null } },
        MergeStep merge => this with { State = State.Release() with { MergedInto = merge.Into } },
        FollowStep { Outcome: FollowStep.ComesBack } or SeparateStep => this with { State = State.ComeBack() },
        FollowStep follow => this with { State = State with { MergerEnded = follow.Outcome == FollowStep.Ended } },
        ReopenStep => this with { State = State.StartCycle() with { Settled = false } },
        RefuseStep or WithdrawStep or ConfirmStep or LapseStep => this with { State = State.Release() with { Extension = null } },
        ExtendStep extend => this with { State = State with { Extension = extend } },
        GrantStep or DenyStep => this with { State = State with { Extension = null } },
        EscalateStep escalate => this with { State = State with { Level = escalate.To } },
        SettleStep settle => this with
        {
            State = State.StartCycle().Assign(new AssignStep(settle.Lead, [])) with { Settled = true, Level = null },
        },
        AppealStep => this with { State = State with { Appeal = AppealState.Asked } },
        UpholdStep => this with { State = State with { Appeal = AppealState.Upheld } },
        DismissStep => this with { State = State with { Appeal = AppealState.Dismissed } },
        // What was removed, the history does not tell any more.
        ForgetStep => this with { ForgottenAt = at },
        CommentStep or AttachStep or SuspendStep or ResumeStep or WarnStep or BreachStep or RetimeStep => this,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "An order has no rule for this step."),
    };
}
