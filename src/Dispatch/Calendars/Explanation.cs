using Dispatch.Language;

namespace Dispatch.Calendars;

/// <summary>When a limit ends.</summary>
/// <param name="At">UTC.</param>
/// <param name="Provisional">A day was touched whose holidays are not announced yet, so that plain weekdays were counted.</param>
public readonly record struct DueTime(DateTimeOffset At, bool Provisional);

/// <summary>Why a limit ends when it does.</summary>
/// <param name="Spans">
/// From the beginning without a gap, to the end or to where they became too many; neighbours differ in their reason.
/// </param>
/// <param name="Counted">All that counts, told span by span or not.</param>
/// <param name="Provisional">See <see cref="DueTime.Provisional"/>.</param>
public sealed record Explanation(IReadOnlyList<ExplainedSpan> Spans, TimeSpan Counted, bool Provisional);

/// <summary>A span of time that counts as a whole or not at all.</summary>
/// <param name="From">UTC.</param>
/// <param name="To">UTC, after <paramref name="From"/>.</param>
/// <param name="Reason">Such as 午休 lunch break, or the name of a holiday.</param>
public sealed record ExplainedSpan(DateTimeOffset From, DateTimeOffset To, bool Counts, Words Reason)
{
    public TimeSpan Length => To - From;
}

/// <summary>Why time counts or does not.</summary>
static class Reasons
{
    public static readonly Words RunsOn = new("连续计时", "runs on");
    public static readonly Words WorkingTime = new("工作时间", "working time");
    public static readonly Words Lunch = new("午休", "lunch break");
    public static readonly Words Break = new("休息时间", "break");
    public static readonly Words Night = new("夜间", "night");
    public static readonly Words Weekend = new("周末", "weekend");
    public static readonly Words DayOff = new("休息日", "day off");

    public static Words MakeUpDay(Words holiday) => new($"调休上班（{holiday.Zh}）", $"make-up working day ({holiday.En})");
}
