using Dispatch.Calendars;
using Dispatch.Storage;

namespace Dispatch.Clocks;

/// <summary>One limit that runs on an order: when it began, when it ends, and how many of the notices about it were given.</summary>
/// <param name="Of">One of <see cref="ClockOf"/>.</param>
/// <param name="Limit">The limit as its file has it; warnings count from the whole of it.</param>
/// <param name="Began">When it began; together with <paramref name="Of"/> this identifies it among the order's clocks.</param>
/// <param name="From">When it began to run, or to run on after a suspension; UTC.</param>
/// <param name="Length">What was left of it at <paramref name="From"/>: working time or running time, as its unit says.</param>
/// <param name="Due">When it ends; while it stands still, when it would have ended.</param>
/// <param name="WarnAt">When four fifths of it are used up.</param>
/// <param name="NoticesGiven">0 none, 1 the warning, 2 the breach, and one more for each rung of the ladder that was climbed.</param>
/// <param name="Provisional">A day was counted whose holidays are not announced yet.</param>
/// <param name="Left">Set while it stands still: what is left of it, negative when it had ended.</param>
/// <param name="Calendar">
/// Digest of the calendar that <paramref name="Due"/> was computed with; null where a version of the program did that which kept none.
/// </param>
public sealed record Clock(
    string Of,
    Limit Limit,
    DateTimeOffset Began,
    DateTimeOffset From,
    TimeSpan Length,
    DateTimeOffset Due,
    DateTimeOffset WarnAt,
    int NoticesGiven,
    bool Provisional,
    TimeSpan? Left,
    string? Calendar = null)
{
    public const int Warned = 1;
    public const int Breached = 2;

    /// <summary>The share of a limit after which its holder is warned: the usual 80 %, as DIGIT's "approaching" has it.</summary>
    const double WarnedAfter = 0.8;

    public bool Runs => Left is null;

    public bool IsBreached => NoticesGiven >= Breached;

    /// <summary>A clock that begins now.</summary>
    /// <param name="used">What was used of the limit before, by the same holder.</param>
    public static Clock Start(string of, Limit limit, DateTimeOffset now, WorkingCalendar calendar, TimeSpan used = default)
    {
        var length = calendar.LengthOf(limit) - used;
        var clock = new Clock(of, limit, now, now, length > TimeSpan.Zero ? length : TimeSpan.Zero, now, now, 0, false, null);
        // A limit of days, counted in local time, is not always a multiple of 24 hours.
        return used == TimeSpan.Zero ? clock.WithEnd(calendar.After(now, limit), calendar) : clock.Recompute(calendar);
    }

    /// <summary>A clock that begins now and ends at a given time; no calendar moves it.</summary>
    public static Clock Until(string of, Limit limit, DateTimeOffset by, DateTimeOffset now, WorkingCalendar calendar)
    {
        var length = calendar.Counted(limit, now, by);
        var warnAt = calendar.AfterCounted(now, WarnedAfter * length, limit).At.WholeMicroseconds();
        return new Clock(of, limit, now, now, length, by, warnAt, 0, false, null, calendar.Digest);
    }

    /// <summary>What was used of it since it began to run; never more than the working time in between.</summary>
    /// <param name="calendar">The one that it was computed with.</param>
    public TimeSpan UsedAt(DateTimeOffset now, WorkingCalendar calendar) => Runs ? calendar.Counted(Limit, From, now) : TimeSpan.Zero;

    /// <summary>Stands still from now on, to the microsecond.</summary>
    /// <param name="calendar">The one that it was computed with: what is left and what was used are the whole of it.</param>
    public Clock Stop(DateTimeOffset now, WorkingCalendar calendar) =>
        Runs ? this with { Left = calendar.Counted(Limit, now, Due) } : this;

    /// <summary>Runs on with what was left. A clock that had already ended keeps its due time.</summary>
    public Clock Resume(DateTimeOffset now, WorkingCalendar calendar) => Left switch
    {
        null => this,
        { } left when left < TimeSpan.Zero => this with { Left = null },
        { } left => (this with { From = now, Length = left, Left = null }).Recompute(calendar),
    };

    /// <summary>Longer by another limit. A warning is given again; a breach is never undone.</summary>
    /// <param name="own">The calendar that it was computed with.</param>
    /// <param name="calendar">The one of today, by which it runs on.</param>
    public Clock Extend(Limit by, DateTimeOffset now, WorkingCalendar own, WorkingCalendar calendar)
    {
        var stopped = Stop(now, own);
        var longer = stopped with { Left = stopped.Left + calendar.LengthOf(by), NoticesGiven = IsBreached ? NoticesGiven : 0 };
        if (!Runs)
            return longer;
        // Granted so late that even the longer limit has ended: it ended later all the same.
        return longer.Left < TimeSpan.Zero
            ? (longer with { Length = Length + calendar.LengthOf(by), Left = null }).Recompute(own)
            : longer.Resume(now, calendar);
    }

    /// <summary>With its end computed again, by a calendar that has changed since.</summary>
    public Clock Recompute(WorkingCalendar calendar) => WithEnd(calendar.AfterCounted(From, Length, Limit), calendar);

    /// <summary>The calendar that it was computed with; that of today where nobody knows any more which.</summary>
    /// <param name="kept">Finds a calendar by its digest; null where there is none.</param>
    public WorkingCalendar ComputedWith(WorkingCalendar today, Func<string, WorkingCalendar?> kept) =>
        Calendar is { } digest && digest != today.Digest && kept(digest) is { } own ? own : today;

    /// <summary>Whether another calendar makes no difference to it.</summary>
    public bool EndsLike(Clock other) => this == other with { Calendar = Calendar };

    Clock WithEnd(DueTime due, WorkingCalendar calendar)
    {
        var untilWarned = Length - ((1 - WarnedAfter) * calendar.LengthOf(Limit));
        var warn = calendar.AfterCounted(From, untilWarned > TimeSpan.Zero ? untilWarned : TimeSpan.Zero, Limit);
        return this with
        {
            Due = due.At,
            Provisional = due.Provisional,
            WarnAt = warn.At.WholeMicroseconds(),
            Calendar = calendar.Digest,
        };
    }
}
