using System.Text.Json.Serialization;
using Dispatch.Orders.Steps;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>The part of an order that only the rules read.</summary>
/// <param name="Assignments">Every part that was ever given or claimed, one a holder, in the order of their coming.</param>
/// <param name="Moves">How often each step moved the order.</param>
/// <param name="Places">How many may claim the order from the pool.</param>
/// <param name="Urgency">Of <see cref="Urgencies"/>.</param>
/// <param name="MergedInto">Number of the order that goes on for this one.</param>
/// <param name="Extension">More time that was asked for and not answered yet.</param>
/// <param name="Level">How high overdue work has climbed, of <see cref="Level"/>.</param>
/// <param name="Settled">The joint meeting decided who is responsible.</param>
/// <param name="Appeal">Of <see cref="AppealState"/>.</param>
/// <param name="MergerEnded">Whoever asks after a merged order was told that the one that goes on has ended.</param>
public sealed record OrderState(
    IReadOnlyList<Assignment> Assignments,
    IReadOnlyDictionary<string, int> Moves,
    int Places,
    string Urgency,
    string? MergedInto,
    ExtendStep? Extension = null,
    string? Level = null,
    bool Settled = false,
    string? Appeal = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool MergerEnded = false)
{
    public static OrderState Empty { get; } = new([], new Dictionary<string, int>(), 1, "normal", null);

    /// <summary>一般, 较急, 紧急.</summary>
    public static IReadOnlyList<string> Urgencies { get; } = ["normal", "raised", "urgent"];

    [JsonIgnore]
    public IEnumerable<Assignment> Open => Assignments.Where(part => part.IsOpen);

    [JsonIgnore]
    public Assignment? Lead => Assignments.FirstOrDefault(part => part.Kind == PartKind.Lead && part.Counts);

    /// <summary>The open part of somebody, their own before their member's.</summary>
    public Assignment? OpenPartOf(Contracts.Actor actor) =>
        Open.FirstOrDefault(part => part.Person == actor.Id)
            ?? Open.FirstOrDefault(part => part.Person is null && part.Member == actor.Member);

    public Progress Progress(bool byLead) =>
        new(byLead, Assignments.Count(part => part.Counts) >= Places, !Open.Any());

    internal OrderState CountMove(string step) =>
        this with { Moves = new Dictionary<string, int>(Moves) { [step] = Moves.GetValueOrDefault(step) + 1 } };

    /// <summary>Nobody has anything to do any more.</summary>
    internal OrderState Release() =>
        this with { Assignments = [.. Assignments.Select(part => part.IsOpen ? part with { State = PartState.Released } : part)] };

    /// <summary>Another cycle begins: parts of an earlier one, done or not, no longer count and take no place.</summary>
    internal OrderState StartCycle() =>
        this with { Assignments = [.. Assignments.Select(part => part.Counts ? part with { State = PartState.Released } : part)] };

    /// <summary>An order that was merged stands for itself again.</summary>
    internal OrderState ComeBack() => StartCycle() with { MergedInto = null, MergerEnded = false, Extension = null, Settled = false };

    /// <summary>As it was before a move that is taken back: the parts that the move gave have ended.</summary>
    /// <param name="later">As the move left it.</param>
    internal OrderState RestoredFrom(OrderState later) => this with
    {
        Assignments = [.. Assignments, .. later.StartCycle().Assignments.Where(part => !Assignments.Any(part.HasSameHolder))],
        // A limit may have ended meanwhile that ran on through the move.
        Level = Level ?? later.Level,
    };

    /// <summary>Parts that are given now stand last.</summary>
    internal OrderState Assign(AssignStep assign)
    {
        IEnumerable<Assignment> given =
        [
            new(assign.Lead, null, PartKind.Lead, PartState.Assigned),
            .. assign.Support.Select(member => new Assignment(member, null, PartKind.Support, PartState.Assigned)),
        ];
        var earlier = Assignments
            .Where(part => part.Person is not null || (part.Member != assign.Lead && !assign.Support.Contains(part.Member)));
        return this with { Assignments = [.. earlier, .. given] };
    }

    internal OrderState Claim(Contracts.Actor actor, string part) =>
        OpenPartOf(actor) is { } mine
            ? With(mine with { State = PartState.Claimed })
            : With(new Assignment(actor.Member ?? "", part == PartKind.Post ? actor.Id : null, part, PartState.Claimed));

    /// <summary>Somebody's part comes to its end; when it was the lead's, the parts of those who helped end with it.</summary>
    internal OrderState EndPart(Contracts.Actor actor, string state) => OpenPartOf(actor) is { } mine ? EndPart(mine, state) : this;

    OrderState EndPart(Assignment mine, string state)
    {
        var ended = With(mine with { State = state });
        return mine.Kind == PartKind.Lead ? ended.Release() : ended;
    }

    /// <summary>The part of somebody who is gone: nobody returned it, and what its lead had asked for is asked no more.</summary>
    internal OrderState HandBack(HandBackStep gone) => gone.PartIn(this) is not { } part
        ? this
        : EndPart(part, PartState.Released) with { Extension = part.Kind == PartKind.Lead ? null : Extension };

    OrderState With(Assignment part) =>
        this with { Assignments = [.. Assignments.Where(other => !other.HasSameHolder(part)), part] };
}
