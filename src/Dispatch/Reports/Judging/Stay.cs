using Dispatch.Calendars;

namespace Dispatch.Reports.Judging;

/// <summary>An order's stay at a stage: how long it was, and whether the stage's limit was kept.</summary>
sealed class Stay : TimedSpan
{
    public override string Kind => OutcomeKind.Stay;
    public required string Stage { get; init; }
    public required string Desk { get; init; }
    public DateTimeOffset? Left { get; set; }
    public override DateTimeOffset? Done => Left;

    /// <summary>In working time.</summary>
    TimeSpan suspended;

    DateTimeOffset? suspendedSince;

    public void Suspend(DateTimeOffset at) => suspendedSince = at;

    /// <summary>Nothing happens unless it is suspended.</summary>
    public void Resume(DateTimeOffset at, WorkingCalendar calendar)
    {
        if (suspendedSince is { } since)
            (suspended, suspendedSince) = (suspended + calendar.Between(since, at), null);
    }

    /// <summary>Its length in working time without what was suspended, rounded up; null before it has ended.</summary>
    public int? Minutes(WorkingCalendar calendar) =>
        Left is { } left ? (int)Math.Ceiling((calendar.Between(Began, left) - suspended).TotalMinutes) : null;

    public override Judgement? Judge()
    {
        if (Overdue is var (late, isOpen))
            return new Judgement(late, Measures.Overdue.Bit, Measures.Overdue.Bit, isOpen);
        return Left is { } left ? new Judgement(left, HadLimit ? Measures.Overdue.Bit : 0, 0) : null;
    }
}
