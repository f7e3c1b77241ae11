using Dispatch.Calendars;
using Dispatch.Clocks;

namespace Dispatch.Replays;

/// <summary>A notice that the watch gave in a replay, or a lapse.</summary>
/// <param name="Step"><c>warn</c>, <c>breach</c>, <c>escalate</c> or <c>lapse</c>.</param>
/// <param name="Of">About which clock, of <see cref="ClockOf"/>.</param>
/// <param name="To">The level it was escalated to, of <see cref="Level"/>; null for any other notice.</param>
/// <param name="Limit">Of the clock; null where the joint meeting had set its end.</param>
/// <param name="Due">When that limit ended, or will.</param>
/// <param name="At">When it was given: in working time, unless the order is urgent.</param>
/// <param name="Holder">Who held the order then.</param>
public sealed record Notice(string Step, string Of, string? To, Limit? Limit, DateTimeOffset Due, DateTimeOffset At, Holder Holder)
{
    /// <summary>What it says, whenever that is: two replays give the same notice where these are equal.</summary>
    public (string Step, string Of, string? To, Holder Holder) What => (Step, Of, To, Holder);
}
