using NodaTime;

namespace Dispatch.Rosters;

/// <summary>Who chairs at an instant and until when, and who chairs after that.</summary>
/// <param name="Now">Null where the roster names nobody for the day.</param>
/// <param name="LastDay">The last day on which the same chair and deputy go on without a break; null where nobody chairs now.</param>
/// <param name="Next">The first turn after that with another chair or deputy; null where none is known for a year.</param>
public sealed record ChairChange(Turn? Now, LocalDate? LastDay, Turn? Next)
{
    /// <summary>A roster without end is looked at so far; nobody hands over what is further away.</summary>
    static readonly Period Ahead = Period.FromMonths(13);

    public static ChairChange Of(Roster roster, DateTimeOffset now)
    {
        var today = roster.DayOf(now);
        var current = roster.On(today);
        var last = current?.Until;
        foreach (var turn in roster.Between((last ?? today).PlusDays(1), today + Ahead))
        {
            if (current is null || turn.From != last!.Value.PlusDays(1) || (turn.Member, turn.Deputy) != (current.Member, current.Deputy))
                return new ChairChange(current, last, turn);
            last = turn.Until;
        }

        return new ChairChange(current, last, null);
    }
}
