using System.Text.Json.Serialization;
using Dispatch.Deadlines;
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

    /// <summary>When the first of its limits ends, or a suspension; null at the end.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Every limit that runs on it.</summary>
    public Clocks Clocks { get; init; } = Clocks.None;

    public string Category { get; init; } = "";
    public string Title { get; init; } = "";
    public string Text { get; init; } = "";

    /// <summary>Where the trouble is, as people say it.</summary>
    public string Place { get; init; } = "";

    public string FiledBy { get; init; } = "";
    public DateTimeOffset FiledAt { get; init; }

    /// <summary>The merchant the order is for, when it is one that the alliance knows.</summary>
    public string? MerchantCode { get; init; }

    public string? Source { get; init; }
    public string? ExternalId { get; init; }
    public OrderState State { get; init; } = OrderState.Empty;

    /// <summary>Every part, with when it is due where the order waits for its holder.</summary>
    public IEnumerable<(Assignment Part, DateTimeOffset? Due)> Parts =>
        State.Assignments.Select(part => (part, part.IsOpen && Desk == Workflows.Desk.Member ? Due : null));

    /// <summary>The order once a step was taken: the one place where it changes.</summary>
    public Order After(Taken taken)
    {
        var moved = taken.From != taken.To;
        var order = WithEffectOf(taken) with
        {
            Version = taken.Sequence,
            Stage = taken.To,
            Desk = taken.Desk,
            Since = moved ? taken.At : Since,
            Due = taken.Due,
            Clocks = taken.Clocks ?? Clocks,
        };
        var state = order.State;
        if (moved)
        {
            // At its end nobody has a part any more, whoever brought it there.
            state = taken.Desk is null ? state.Released() : state;
            // What was overdue is done: it need not go up the ladder any more.
            state = order.Clocks.All.Any(clock => clock.IsBreached) && taken.Desk is not null ? state : state with { Level = null };
        }

        return order with { State = moved || taken.Step is Suspend or Grant ? state.Counting(taken.Step.Name) : state };
    }

    Order WithEffectOf(Taken taken) => taken.Step switch
    {
        File file => this with
        {
            Category = file.Category,
            Title = file.Title,
            Text = file.Text ?? "",
            Place = file.Location?.Address ?? file.Merchant?.Address ?? "",
            FiledBy = taken.Actor.Id,
            FiledAt = taken.At,
            MerchantCode = file.MerchantCode,
            Source = file.Source,
            ExternalId = file.ExternalId,
        },
        Accept accept => this with
        {
            Category = accept.Category ?? Category,
            State = State with { Urgency = accept.Urgency ?? State.Urgency },
        },
        Assign assign => this with { State = State.Anew().Giving(assign) },
        Offer offer => this with { State = State.Anew() with { Places = offer.Places ?? 1 } },
        Claim claim => this with { State = State.Claimed(taken.Actor, claim.Part) },
        Return => this with { State = State.Ended(taken.Actor, PartState.Returned) with { Extension = null } },
        Resolve => this with { State = State.Ended(taken.Actor, PartState.Done) with { Extension = null } },
        Merge merge => this with { State = State.Released() with { MergedInto = merge.Into } },
        Reopen => this with { State = State.Anew() with { Settled = false } },
        Refuse or Withdraw or Confirm or Lapse => this with { State = State.Released() with { Extension = null } },
        Extend extend => this with { State = State with { Extension = extend } },
        Grant or Deny => this with { State = State with { Extension = null } },
        Escalate escalate => this with { State = State with { Level = escalate.To } },
        Settle settle => this with { State = State.Anew().Giving(new Assign(settle.Lead, [])) with { Settled = true, Level = null } },
        Appeal => this with { State = State with { Appeal = AppealState.Asked } },
        Uphold => this with { State = State with { Appeal = AppealState.Upheld } },
        Dismiss => this with { State = State with { Appeal = AppealState.Dismissed } },
        Comment or Attach or Suspend or Resume or Warn or Breach or Retime => this,
        _ => throw new ArgumentOutOfRangeException(nameof(taken), taken.Step, "An order has no rule for this step."),
    };
}

/// <summary>The part of an order that only the rules read.</summary>
/// <param name="Assignments">Every part that was ever given or claimed, one a holder, in the order of their coming.</param>
/// <param name="Moves">How often each step moved the order.</param>
/// <param name="Places">How many may claim the order from the pool.</param>
/// <param name="Urgency">Of <see cref="Urgencies"/>.</param>
/// <param name="MergedInto">Number of the order that goes on for this one.</param>
/// <param name="Extension">More time that was asked for and not answered yet.</param>
/// <param name="Level">How high overdue work has climbed, of <see cref="Deadlines.Level"/>.</param>
/// <param name="Settled">The joint meeting decided who is responsible.</param>
/// <param name="Appeal">Of <see cref="AppealState"/>.</param>
public sealed record OrderState(
    IReadOnlyList<Assignment> Assignments,
    IReadOnlyDictionary<string, int> Moves,
    int Places,
    string Urgency,
    string? MergedInto,
    Extend? Extension = null,
    string? Level = null,
    bool Settled = false,
    string? Appeal = null)
{
    public static OrderState Empty { get; } = new([], new Dictionary<string, int>(), 1, "normal", null);

    /// <summary>一般, 较急, 紧急.</summary>
    public static IReadOnlyList<string> Urgencies { get; } = ["normal", "raised", "urgent"];

    [JsonIgnore]
    public IEnumerable<Assignment> Open => Assignments.Where(part => part.IsOpen);

    [JsonIgnore]
    public Assignment? Lead => Assignments.FirstOrDefault(part => part.Part == Part.Lead && part.Counts);

    /// <summary>The open part of somebody, their own before their member's.</summary>
    public Assignment? OpenPartOf(Contracts.Actor actor) =>
        Open.FirstOrDefault(part => part.Person == actor.Id) ?? Open.FirstOrDefault(part => part.Person is null && part.Member == actor.Member);

    public Progress Progress(bool byLead) =>
        new(byLead, Assignments.Count(part => part.Counts) >= Places, !Open.Any());

    internal OrderState Counting(string step) =>
        this with { Moves = new Dictionary<string, int>(Moves) { [step] = Moves.GetValueOrDefault(step) + 1 } };

    /// <summary>Nobody has anything to do any more.</summary>
    internal OrderState Released() =>
        this with { Assignments = [.. Assignments.Select(part => part.IsOpen ? part with { State = PartState.Released } : part)] };

    /// <summary>Another round begins: parts of an earlier one, done or not, no longer count and take no place.</summary>
    internal OrderState Anew() =>
        this with { Assignments = [.. Assignments.Select(part => part.Counts ? part with { State = PartState.Released } : part)] };

    /// <summary>Parts that are given now stand last.</summary>
    internal OrderState Giving(Assign assign)
    {
        IEnumerable<Assignment> given =
        [
            new(assign.Lead, null, Part.Lead, PartState.Assigned),
            .. assign.Support.Select(member => new Assignment(member, null, Part.Support, PartState.Assigned)),
        ];
        var earlier = Assignments
            .Where(part => part.Person is not null || (part.Member != assign.Lead && !assign.Support.Contains(part.Member)));
        return this with { Assignments = [.. earlier, .. given] };
    }

    internal OrderState Claimed(Contracts.Actor actor, string part) =>
        OpenPartOf(actor) is { } mine
            ? With(mine with { State = PartState.Claimed })
            : With(new Assignment(actor.Member ?? "", part == Part.Post ? actor.Id : null, part, PartState.Claimed));

    /// <summary>Somebody's part comes to its end; when it was the lead's, the parts of those who helped end with it.</summary>
    internal OrderState Ended(Contracts.Actor actor, string state)
    {
        if (OpenPartOf(actor) is not { } mine)
            return this;

        var ended = With(mine with { State = state });
        return mine.Part == Part.Lead ? ended.Released() : ended;
    }

    OrderState With(Assignment part) =>
        this with { Assignments = [.. Assignments.Where(other => !other.HasSameHolder(part)), part] };
}
