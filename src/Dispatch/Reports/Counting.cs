using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Reports;

/// <summary>Reads the outcomes of an order off its history. Pure: never asks what time it is.</summary>
/// <remarks>
/// A limit that ended before its holder was done is missed for good, whether or not the watch was there to say so, and whatever was
/// granted later. Where two members had an order one after the other, each answers for their own part.
/// </remarks>
public sealed class Counting
{
    readonly WorkingCalendar calendar;
    readonly List<Dispatched> dispatches = [];
    readonly List<Work> works = [];
    readonly List<Stay> stays = [];
    readonly List<Round> rounds = [];
    Order order;
    string chair = "";

    Counting(Order blank, WorkingCalendar calendar) => (order, this.calendar) = (blank, calendar);

    /// <param name="born">The order; only its birth is used.</param>
    /// <param name="history">Every step, first to last.</param>
    /// <param name="calendar">The alliance's: stays are measured in its working time, and days are those of its zone.</param>
    public static IReadOnlyList<Outcome> Of(Order born, IReadOnlyList<TakenStep> history, WorkingCalendar calendar)
    {
        if (history.Count == 0)
            return [];

        Counting counting = new(OrderList.Recomputed(born, []), calendar);
        foreach (var taken in history)
            counting.Take(taken);
        return counting.Outcomes(history);
    }

    IEnumerable<Limited> Open => dispatches.Concat<Limited>(works).Concat(stays).Concat(rounds).Where(limited => limited.Done is null);

    void Take(TakenStep taken)
    {
        foreach (var limited in Open)
            limited.PassUntil(taken.At);

        var before = order;
        order = order.After(taken);
        Apply(before, taken);
        Move(before, taken);
        foreach (var part in dispatches.Concat<Held>(works).Where(part => part.Over is null && !IsOpen(part)))
            part.Over = taken.At;
        Follow(taken);
    }

    void Apply(Order before, TakenStep taken)
    {
        var (at, actor) = (taken.At, taken.Actor);
        switch (taken.Step)
        {
            case AssignStep:
                chair = actor.Member ?? "";
                GiveParts(at);
                break;
            case SettleStep:
                chair = "";
                GiveParts(at);
                break;
            case OfferStep:
                chair = before.Desk == Desks.Chair ? actor.Member ?? "" : "";
                EndParts(at);
                break;
            case ClaimStep when order.State.OpenPartOf(actor) is { } mine:
                ClaimPart(mine, at);
                break;
            case ReturnStep when before.State.OpenPartOf(actor) is { } mine:
                foreach (var part in PartsOf(mine))
                    (part.Returned, part.Over) = (at, at);
                break;
            case ResolveStep when before.State.OpenPartOf(actor) is { } mine:
                foreach (var part in PartsOf(mine))
                    (part.Resolved, part.Over) = (at, at);
                if (taken.From != taken.To)
                    (rounds[^1].Resolved, rounds[^1].Member) = (at, before.State.Lead?.Member ?? "");
                break;
            case GrantStep:
                foreach (var work in works.Where(work => work.Over is null && work.Clock is { Runs: true }))
                    work.Extended = true;
                break;
            case ConfirmStep confirm:
                (rounds[^1].Verdict, rounds[^1].Confirmed, rounds[^1].Rating) = (at, true, confirm.Rating);
                break;
            case LapseStep when taken.Desk is null:
                rounds[^1].Verdict = at;
                break;
            case ReopenStep:
                EndParts(at);
                (rounds[^1].Verdict, rounds[^1].Reopened) = (rounds[^1].Verdict ?? at, true);
                rounds.Add(new Round { Began = at, WasMissed = rounds.Any(round => round.Missed is not null) });
                break;
            case WithdrawStep or RefuseStep or MergeStep:
                (rounds[^1].Verdict, rounds[^1].Dropped) = (at, true);
                break;
        }
    }

    /// <summary>The order leaves a stage and comes to another.</summary>
    void Move(Order before, TakenStep taken)
    {
        if (before.Version == 0)
            rounds.Add(new Round { Began = taken.At });
        if (stays.LastOrDefault() is { } here)
        {
            if (taken.Step is SuspendStep)
                here.StoodStillFrom = taken.At;
            if (here.StoodStillFrom is { } since && (taken.Step is ResumeStep || taken.From != taken.To))
                (here.StoodStill, here.StoodStillFrom) = (here.StoodStill + calendar.Between(since, taken.At), null);
        }

        if (before.Version > 0 && taken.From == taken.To)
            return;
        if (stays.LastOrDefault() is { } left)
        {
            left.Left = taken.At;
            left.Member = left.Desk == Desks.Member ? before.State.Lead?.Member ?? "" : "";
            left.Chair = chair;
        }

        if (taken.Desk is { } desk)
            stays.Add(new Stay { Began = taken.At, Stage = taken.To, Desk = desk });
    }

    /// <summary>Brings what is open its clock as the step left it.</summary>
    void Follow(TakenStep taken)
    {
        var clocks = order.Clocks;
        var stage = clocks.Find(ClockOf.Stage);
        var here = stays.LastOrDefault();
        if (here is { Left: null })
            here.Limit(here.Desk == Desks.Member ? null : stage);
        rounds[^1].Limit(clocks.Find(ClockOf.Order));
        rounds[^1].Chair = chair;

        foreach (var part in dispatches.Where(part => part.Done is null))
        {
            part.At ??= here;
            // A supporting member may claim after the lead has, when another stage has begun: its own time to claim runs on.
            part.Limit(part.At == here ? stage : taken.Step switch
            {
                SuspendStep => part.Clock?.Stopped(taken.At, calendar),
                ResumeStep => part.Clock?.RunOn(taken.At, calendar),
                _ => part.Clock,
            });
        }

        // Until the lead has claimed, the stage's own clock is the time to claim and not the time for the work.
        var atWork = order.Desk == Desks.Member && order.State.Lead is not { State: PartState.Assigned };
        foreach (var work in works.Where(work => work.Done is null))
            work.Limit(clocks.Find(ClockOf.Work) ?? (atWork ? stage : null));
    }

    void GiveParts(DateTimeOffset at)
    {
        EndParts(at);
        foreach (var part in order.State.Open)
        {
            dispatches.Add(new Dispatched { Began = at, Part = part, Chair = chair, Given = true });
            BeginWork(part, at);
        }
    }

    void ClaimPart(Assignment mine, DateTimeOffset at)
    {
        if (dispatches.LastOrDefault(part => part.Over is null && part.Part.HasSameHolder(mine)) is { } given)
        {
            given.Claimed = at;
            return;
        }

        dispatches.Add(new Dispatched { Began = at, Part = mine, Chair = chair, Claimed = at });
        BeginWork(mine, at);
    }

    /// <summary>Work that comes back to the same member before it was done is the same work: it is missed once.</summary>
    void BeginWork(Assignment part, DateTimeOffset at)
    {
        var again = works.LastOrDefault(work => work.Round == rounds.Count && work.Part.HasSameHolder(part));
        if (again is { Resolved: null })
            (again.Over, again.Returned, again.Chair, again.Part) = (null, null, chair, part);
        else
            works.Add(new Work { Began = at, Part = part, Chair = chair, Round = rounds.Count });
    }

    void EndParts(DateTimeOffset at)
    {
        foreach (var part in dispatches.Concat<Held>(works).Where(part => part.Over is null))
            part.Over = at;
    }

    IEnumerable<Held> PartsOf(Assignment mine) =>
        dispatches.Concat<Held>(works).Where(part => part.Over is null && part.Part.HasSameHolder(mine)).ToList();

    bool IsOpen(Held part) => order.State.Open.Any(open => open.HasSameHolder(part.Part));

    IReadOnlyList<Outcome> Outcomes(IReadOnlyList<TakenStep> history)
    {
        if (rounds[^1] is { Resolved: null } current)
            current.Member = order.State.Lead?.Member ?? "";
        var filed = history[0];
        var community = filed.Step is FileStep { MerchantCode: null } ? filed.Actor.Id : "";
        List<Outcome> outcomes = [];
        foreach (var limited in dispatches.Concat<Limited>(works).Concat(rounds).Concat(stays))
        {
            if (limited.Judge() is not { } judged)
                continue;
            outcomes.Add(Outcome(limited.Kind, judged.At, limited.Member, limited.Chair, judged.Asked, judged.Met) with
            {
                Stage = (limited as Stay)?.Stage ?? "",
                Minutes = limited is Stay { Left: { } left } stay ? Minutes(calendar.Between(stay.Began, left) - stay.StoodStill) : null,
                Due = judged.IsOpen ? judged.At : null,
            });
        }

        if (order.Desk is null)
            outcomes.Add(Outcome(OutcomeKind.End, order.Since, order.State.Lead?.Member ?? "", chair, Measures.Closed.Bit, rounds[^1].Dropped ? 0 : Measures.Closed.Bit));
        return outcomes;

        Outcome Outcome(string kind, DateTimeOffset at, string member, string chair, int asked, int met) => new()
        {
            OrderId = order.Id,
            Place = outcomes.Count,
            Alliance = order.Alliance,
            Kind = kind,
            Day = Days.Text(Instant.FromDateTimeOffset(at).InZone(calendar.Zone).Date),
            Member = member,
            Chair = chair,
            Category = order.Category,
            Community = community,
            Asked = asked,
            Met = met,
            Exempt = order.State.Appeal == AppealState.Upheld,
        };
    }

    static int Minutes(TimeSpan length) => (int)Math.Ceiling(length.TotalMinutes);

    /// <summary>What an outcome says and when it was decided.</summary>
    readonly record struct Judged(DateTimeOffset At, int Asked, int Met, bool IsOpen = false);

    /// <summary>Something that has a limit, or may have one.</summary>
    abstract class Limited
    {
        public abstract string Kind { get; }
        public virtual string Member { get; set; } = "";
        public string Chair { get; set; } = "";
        public required DateTimeOffset Began { get; init; }
        public Clock? Clock { get; private set; }
        protected bool HadLimit { get; private set; }

        /// <summary>When its limit ended while it was not done; never unwritten.</summary>
        public DateTimeOffset? Missed { get; private set; }

        /// <summary>When the limit did not matter any more.</summary>
        public abstract DateTimeOffset? Done { get; }

        public void Limit(Clock? clock)
        {
            Clock = clock;
            HadLimit |= clock is not null;
        }

        public void PassUntil(DateTimeOffset at)
        {
            if (Missed is null && Due is { } due && due < at)
                Missed = due;
        }

        /// <summary>While it runs; a limit that had ended before ends at once.</summary>
        protected DateTimeOffset? Due => Clock is { Runs: true, Due: var due } ? (due > Began ? due : Began) : null;

        /// <summary>When the limit ended, or will have: the second while it is open and was not missed yet.</summary>
        protected (DateTimeOffset At, bool IsOpen)? Overdue => (Missed, Done, Due) switch
        {
            ({ } missed, _, _) => (missed, false),
            (null, null, { } due) => (due, true),
            _ => null,
        };

        /// <returns>Null while nothing is decided, or where it is not counted.</returns>
        public abstract Judged? Judge();
    }

    /// <summary>A member's part.</summary>
    abstract class Held : Limited
    {
        public required Assignment Part { get; set; }
        public override string Member => Part.Member;
        public DateTimeOffset? Returned { get; set; }
        public DateTimeOffset? Resolved { get; set; }

        /// <summary>When the part ended, by its holder or not.</summary>
        public DateTimeOffset? Over { get; set; }
    }

    sealed class Dispatched : Held
    {
        public override string Kind => OutcomeKind.Dispatch;

        /// <summary>By the chair or the joint meeting; else it was taken from the pool.</summary>
        public bool Given { get; init; }

        public DateTimeOffset? Claimed { get; set; }

        /// <summary>The stay during which the stage's clock is the time to claim.</summary>
        public Stay? At { get; set; }

        public override DateTimeOffset? Done => Claimed ?? Over;

        public override Judged? Judge()
        {
            var returned = Returned is null ? 0 : Measures.Return.Bit;
            if (!Given)
                return new Judged(Claimed!.Value, Measures.Return.Bit, returned);

            var accuracy = Part.Part == Orders.Part.Lead && (Claimed ?? Returned) is not null ? Measures.Accuracy.Bit : 0;
            var (asked, met) = (Measures.Return.Bit | accuracy, returned | (Returned is null ? accuracy : 0));
            var timed = HadLimit ? Measures.Response.Bit | Measures.Overdue.Bit : 0;
            if (Overdue is var (late, isOpen))
                return new Judged(late, asked | timed, met | Measures.Overdue.Bit, isOpen);
            if (Claimed is { } claimed)
                return new Judged(claimed, asked | timed, met | (timed & Measures.Response.Bit));
            return Returned is { } back ? new Judged(back, asked, met) : null;
        }
    }

    sealed class Work : Held
    {
        public override string Kind => OutcomeKind.Work;
        public required int Round { get; init; }
        public bool Extended { get; set; }
        public override DateTimeOffset? Done => Over;

        static readonly int Timed = Measures.OnTime.Bit | Measures.Backlog.Bit | Measures.Extension.Bit | Measures.Overdue.Bit;

        public override Judged? Judge()
        {
            var (disposal, extended) = (Measures.Disposal.Bit, Extended ? Measures.Extension.Bit : 0);
            if (Overdue is var (late, isOpen))
            {
                var met = Measures.Overdue.Bit | extended | (Resolved is not null ? disposal : 0) | (Over is null ? Measures.Backlog.Bit : 0);
                return new Judged(late, Timed | disposal, met, isOpen);
            }

            if (Resolved is not { } resolved)
                return null;
            return HadLimit
                ? new Judged(resolved, Timed | disposal, disposal | Measures.OnTime.Bit | extended)
                : new Judged(resolved, disposal, disposal);
        }
    }

    sealed class Stay : Limited
    {
        public override string Kind => OutcomeKind.Stay;
        public required string Stage { get; init; }
        public required string Desk { get; init; }
        public DateTimeOffset? Left { get; set; }
        public TimeSpan StoodStill { get; set; }
        public DateTimeOffset? StoodStillFrom { get; set; }
        public override DateTimeOffset? Done => Left;

        public override Judged? Judge()
        {
            if (Overdue is var (late, isOpen))
                return new Judged(late, Measures.Overdue.Bit, Measures.Overdue.Bit, isOpen);
            return Left is { } left ? new Judged(left, HadLimit ? Measures.Overdue.Bit : 0, 0) : null;
        }
    }

    sealed class Round : Limited
    {
        public override string Kind => OutcomeKind.Round;
        public DateTimeOffset? Resolved { get; set; }

        /// <summary>The first answer, the end without one, or the end for another reason.</summary>
        public DateTimeOffset? Verdict { get; set; }

        public bool Confirmed { get; set; }
        public bool Reopened { get; set; }
        public int? Rating { get; set; }

        /// <summary>Refused, withdrawn or merged: there was nothing to resolve.</summary>
        public bool Dropped { get; set; }

        /// <summary>The limit of the whole was missed in an earlier round already.</summary>
        public bool WasMissed { get; init; }

        public override DateTimeOffset? Done => Verdict;

        public override Judged? Judge()
        {
            var whole = HadLimit && !WasMissed ? Measures.Whole.Bit : 0;
            if (Verdict is not { } verdict)
                return Overdue is var (late, isOpen) ? new Judged(late, Measures.Resolution.Bit | whole, 0, isOpen) : null;
            if (Dropped)
                return Missed is { } passed && whole != 0 ? new Judged(passed, whole, 0) : null;

            var (asked, met) = (0, 0);
            Count(Measures.Resolution, Confirmed || Reopened, Confirmed && !Reopened);
            Count(Measures.Satisfaction, Rating is not null, Rating >= 4);
            Count(Measures.Rework, Resolved is not null, Reopened);
            Count(Measures.Answered, Resolved is not null, Confirmed || Reopened);
            Count(Measures.Whole, whole != 0 && (Missed is not null || !Reopened), Missed is null);
            return new Judged(Missed ?? verdict, asked, met);

            void Count(Measure measure, bool isAsked, bool isMet)
            {
                asked |= isAsked ? measure.Bit : 0;
                met |= isAsked && isMet ? measure.Bit : 0;
            }
        }
    }
}
