namespace Dispatch.Deadlines;

/// <summary>All limits that run on an order. Each is kept; the first that ends is what counts next.</summary>
/// <param name="All">One at most of each kind.</param>
/// <param name="Used">What each member has used of the limit for the work in earlier parts: a return does not give it back.</param>
/// <param name="SuspendedUntil">The clocks stand still (挂账) until then at the latest; null where they run.</param>
/// <param name="NextAt">When the watch has something to do about the order; null where it never has.</param>
public sealed partial record Clocks(
    IReadOnlyList<Clock> All, IReadOnlyDictionary<string, TimeSpan> Used, DateTimeOffset? SuspendedUntil, DateTimeOffset? NextAt)
{
    public static Clocks None { get; } = new([], new Dictionary<string, TimeSpan>(), null, null);

    public bool IsProvisional => All.Any(clock => clock.Provisional);

    /// <summary>The deadlines, the next one first.</summary>
    public IEnumerable<Clock> Deadlines => All.Where(clock => clock.Of != ClockOf.Lapse).OrderBy(clock => clock.Due);

    /// <summary>When the order is due next, or runs on again; null where nothing runs.</summary>
    public DateTimeOffset? Due => SuspendedUntil ?? Deadlines.FirstOrDefault(clock => clock.Runs)?.Due;

    public Clock? Find(string of) => All.FirstOrDefault(clock => clock.Of == of);

    public Clocks With(Clock clock) => this with { All = [.. All.Where(other => other.Of != clock.Of), clock] };

    public Clocks Without(string of) => this with { All = [.. All.Where(clock => clock.Of != of)] };

    public Clocks Each(Func<Clock, Clock> change) => this with { All = [.. All.Select(change)] };

    public bool Equals(Clocks? other) =>
        other is not null && SuspendedUntil == other.SuspendedUntil && NextAt == other.NextAt && All.SequenceEqual(other.All)
        && Used.OrderBy(used => used.Key).SequenceEqual(other.Used.OrderBy(used => used.Key));

    public override int GetHashCode() => HashCode.Combine(All.Count, SuspendedUntil, NextAt);
}

/// <summary>Something that the watch has to do about an order.</summary>
/// <param name="At">When: in working time, unless it is urgent.</param>
/// <param name="Clock">The clock it is about; null for the end of a suspension.</param>
public sealed record Alarm(DateTimeOffset At, Clock? Clock)
{
    /// <summary>What comes next on an order, as its clocks stand; null where nothing does.</summary>
    /// <param name="ladder">Who hears of a breach, one after the other.</param>
    /// <param name="urgent">Notices of an urgent order leave at night too.</param>
    public static Alarm? Next(Clocks clocks, IReadOnlyList<Rung> ladder, bool urgent, WorkingCalendar calendar)
    {
        if (clocks.SuspendedUntil is { } until)
            return new Alarm(until, null);

        Alarm? first = null;
        foreach (var clock in clocks.All)
        {
            if (!clock.Runs || InstantOf(clock, ladder, calendar) is not { } at)
                continue;
            if (!IsHeard(clock, urgent))
                at = calendar.NextOpening(at);
            // At the same instant, what moves the order on spares everybody the notice.
            if (first is null || at < first.At || (at == first.At && clock.Of == ClockOf.Lapse))
                first = new Alarm(at, clock);
        }

        return first;
    }

    static DateTimeOffset? InstantOf(Clock clock, IReadOnlyList<Rung> ladder, WorkingCalendar calendar) => clock.Told switch
    {
        _ when clock.Of == ClockOf.Lapse => clock.Due,
        0 => clock.WarnAt,
        Clock.Warned => clock.Due,
        var told when told - Clock.Breached < ladder.Count => calendar.After(clock.Due, ladder[told - Clock.Breached].After).At,
        _ => null,
    };

    /// <summary>A limit in urgent hours runs at night, and so do its notices; what the clock does by itself wakes nobody.</summary>
    static bool IsHeard(Clock clock, bool urgent) =>
        urgent || clock.Of == ClockOf.Lapse || clock.Limit.Unit is LimitUnit.Hours or LimitUnit.Minutes;
}

/// <summary>A rung of the ladder that overdue work climbs.</summary>
/// <param name="To">Of <see cref="Level"/>.</param>
/// <param name="After">How long after the breach.</param>
public sealed record Rung(string To, Limit After)
{
    /// <summary>秘书处 at once, 轮值主席 one working day later, 联席会议 three working days later: where a workflow says nothing else.</summary>
    public static IReadOnlyList<Rung> Usual { get; } =
    [
        new(Level.Secretariat, new Limit(0, LimitUnit.Minutes)),
        new(Level.Chair, new Limit(1, LimitUnit.WorkingDays)),
        new(Level.JointMeeting, new Limit(3, LimitUnit.WorkingDays)),
    ];
}

/// <summary>Who hears of overdue work.</summary>
public static class Level
{
    public const string Secretariat = "secretariat";
    public const string Chair = "chair";

    /// <summary>联席会议</summary>
    public const string JointMeeting = "joint-meeting";

    public static IReadOnlyList<string> All { get; } = [Secretariat, Chair, JointMeeting];
}
