using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>All that a rule may know besides the order.</summary>
/// <param name="Workflow">The version the order was filed under.</param>
/// <param name="Alliance">The order's alliance as it stands.</param>
/// <param name="Caller">Who asks, as they are at this instant.</param>
/// <param name="Now">UTC.</param>
/// <param name="Others">The orders that the step speaks of, by number; those that do not exist are missing.</param>
public sealed record Situation(
    Workflow Workflow, Alliance Alliance, Caller Caller, DateTimeOffset Now, IReadOnlyDictionary<string, Order> Others)
{
    /// <summary>The order's steps so far, first to last, for a step that needs them; otherwise empty.</summary>
    public IReadOnlyList<TakenStep> History { get; init; } = [];

    /// <summary>The calendars that limits of the order were computed with, by digest, where they are not the alliance's.</summary>
    public Func<string, WorkingCalendar?> Calendars { get; init; } = _ => null;

    /// <summary>How many open parts each member has; null where nobody counted. Members that have none may be missing.</summary>
    public IReadOnlyDictionary<string, int>? Loads { get; init; }

    /// <summary>In a replay, the stage that the step led to; null where it is taken now.</summary>
    public string? LedTo { get; init; }

    /// <summary>The calendar that a limit was computed with; that of the alliance where nobody knows any more which.</summary>
    internal WorkingCalendar CalendarOf(Clock clock) => clock.ComputedWith(Alliance.Calendar, Calendars);

    /// <summary>The same, but not before the order's last step.</summary>
    /// <remarks>Clocks of machines differ, and the times of an order never go back.</remarks>
    internal Situation NotBefore(Order order) => Now < order.LastStepAt ? this with { Now = order.LastStepAt.Value } : this;

    public static IReadOnlyDictionary<string, Order> NoOthers { get; } = new Dictionary<string, Order>();
}
