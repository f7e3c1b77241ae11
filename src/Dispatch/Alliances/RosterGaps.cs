using NodaTime;

namespace Dispatch.Alliances;

/// <summary>The stretches in which nobody holds the chair.</summary>
public static class RosterGaps
{
    /// <summary>Between two days, both included: the roster names nobody, or members for whom nobody acts. In order.</summary>
    public static IEnumerable<DateInterval> Of(Alliance alliance, LocalDate first, LocalDate last) =>
        alliance.Roster.Gaps(first, last)
            .Concat(alliance.Roster.Between(first, last)
                .Where(turn => !alliance.CanAct(turn.Member) && !alliance.CanAct(turn.Deputy))
                .Select(turn => new DateInterval(LocalDate.Max(turn.From, first), LocalDate.Min(turn.Until, last))))
            .OrderBy(gap => gap.Start);
}
