using Dispatch.Calendars;

namespace Dispatch.Clocks;

/// <summary>A rung of the escalation ladder that overdue work climbs.</summary>
/// <param name="To">One of <see cref="Level"/>.</param>
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
