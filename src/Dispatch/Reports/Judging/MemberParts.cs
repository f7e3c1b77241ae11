using Dispatch.Orders;

namespace Dispatch.Reports.Judging;

/// <summary>The parts that members have had in an order so far: how each was dispatched, and how its work went.</summary>
sealed class MemberParts
{
    readonly List<PartDispatch> dispatches = [];
    readonly List<Work> works = [];

    public IReadOnlyList<PartDispatch> Dispatches => dispatches;
    public IReadOnlyList<Work> Works => works;

    public IEnumerable<MemberPart> All => dispatches.Concat<MemberPart>(works);

    /// <summary>Ends all parts there are, and begins those that the chair or the joint meeting gives.</summary>
    /// <param name="chair">Code; empty for the joint meeting.</param>
    /// <param name="cycle">Counts the cycles of the order from 1.</param>
    public void Give(IEnumerable<Assignment> assignments, string chair, int cycle, DateTimeOffset at)
    {
        EndAll(at);
        foreach (var assignment in assignments)
        {
            dispatches.Add(new PartDispatch { Began = at, Assignment = assignment, Chair = chair, WasGiven = true });
            BeginWork(assignment, chair, cycle, at);
        }
    }

    /// <summary>Claims the part that its holder was given, or takes one from the pool.</summary>
    /// <inheritdoc cref="Give"/>
    public void Claim(Assignment assignment, string chair, int cycle, DateTimeOffset at)
    {
        if (dispatches.LastOrDefault(part => part.Ended is null && part.Assignment.HasSameHolder(assignment)) is { } given)
        {
            given.Claimed = at;
            return;
        }

        dispatches.Add(new PartDispatch { Began = at, Assignment = assignment, Chair = chair, Claimed = at });
        BeginWork(assignment, chair, cycle, at);
    }

    /// <summary>Work that comes back to the same member before it was done is the same work: it is missed once.</summary>
    void BeginWork(Assignment assignment, string chair, int cycle, DateTimeOffset at)
    {
        var again = works.LastOrDefault(work => work.Cycle == cycle && work.Assignment.HasSameHolder(assignment));
        if (again is { Resolved: null })
            (again.Ended, again.Returned, again.Chair, again.Assignment) = (null, null, chair, assignment);
        else
            works.Add(new Work { Began = at, Assignment = assignment, Chair = chair, Cycle = cycle });
    }

    public void Return(Assignment assignment, DateTimeOffset at)
    {
        foreach (var part in OpenOf(assignment))
            (part.Returned, part.Ended) = (at, at);
    }

    public void Resolve(Assignment assignment, DateTimeOffset at)
    {
        foreach (var part in OpenOf(assignment))
            (part.Resolved, part.Ended) = (at, at);
    }

    /// <summary>An extension was granted: to all the work whose limit runs.</summary>
    public void Extend()
    {
        foreach (var work in works.Where(work => work.Ended is null && work.Clock is { Runs: true }))
            work.Extended = true;
    }

    public void EndAll(DateTimeOffset at) => EndAllBut([], at);

    /// <summary>Ends the parts whose holder has no part in the order any more.</summary>
    public void EndAllBut(IReadOnlyCollection<Assignment> open, DateTimeOffset at)
    {
        foreach (var part in All.Where(part => part.Ended is null && !open.Any(other => other.HasSameHolder(part.Assignment))))
            part.Ended = at;
    }

    List<MemberPart> OpenOf(Assignment assignment) =>
        [.. All.Where(part => part.Ended is null && part.Assignment.HasSameHolder(assignment))];
}
