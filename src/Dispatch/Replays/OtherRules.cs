using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Workflows;

namespace Dispatch.Replays;

/// <summary>The rules to compare the recorded ones with; what is null stays as it was recorded.</summary>
/// <param name="Workflow">For the orders of the workflow of this name, in whichever version they were filed.</param>
/// <param name="Limits">By category, in place of all those of the alliance.</param>
public sealed record OtherRules(Workflow? Workflow, WorkingCalendar? Calendar, IReadOnlyDictionary<string, CategoryLimits>? Limits)
{
    public Alliance For(Alliance alliance) =>
        alliance with { Calendar = Calendar ?? alliance.Calendar, Limits = Limits ?? alliance.Limits };
}
