namespace Dispatch.Calendars;

/// <summary>Time as a limit counts it: working time or running time.</summary>
static class LimitTime
{
    public static bool CountsWorkingTime(this Limit limit) => limit.Elapsed is null;

    /// <summary>Its length: working time, or running time.</summary>
    public static TimeSpan LengthOf(this WorkingCalendar calendar, Limit limit) => limit.Unit switch
    {
        LimitUnit.WorkingMinutes => TimeSpan.FromMinutes(limit.Amount),
        LimitUnit.WorkingHours => TimeSpan.FromHours(limit.Amount),
        LimitUnit.WorkingDays => calendar.WorkingDay * limit.Amount,
        _ => limit.Elapsed!.Value,
    };

    /// <summary>What a limit counts between two instants; negative when the second comes before the first.</summary>
    public static TimeSpan Counted(this WorkingCalendar calendar, Limit limit, DateTimeOffset from, DateTimeOffset to) =>
        limit.CountsWorkingTime() ? calendar.Between(from, to) : to - from;

    /// <summary>When a length of time, as a limit counts it, has passed since an instant.</summary>
    public static DueTime AfterCounted(this WorkingCalendar calendar, DateTimeOffset from, TimeSpan length, Limit limit) =>
        limit.CountsWorkingTime() ? calendar.After(from, length) : new DueTime(from + length, false);
}
