using Dispatch.Rosters;
using NodaTime;

namespace Dispatch.Server.Rosters;

/// <summary>Who chairs an alliance when.</summary>
/// <param name="Zone">Turns begin and end at midnight in this time zone.</param>
/// <param name="Now">The turn of this day; left out when the roster names nobody.</param>
/// <param name="Turns">In order; they do not overlap.</param>
public sealed record RosterView(string Zone, TurnView? Now, IReadOnlyList<TurnView> Turns)
{
    internal static RosterView Of(Roster roster, DateTimeOffset now) => new(
        roster.Zone.Id, roster.At(now) is { } turn ? TurnView.Of(turn) : null, [.. TurnsOf(roster, roster.DayOf(now)).Select(TurnView.Of)]);

    /// <summary>A rotation has no end: it is shown for a year from today, and further where turns are listed.</summary>
    internal static IEnumerable<Turn> TurnsOf(Roster roster, LocalDate today) => roster.Turns.Count == 0
        ? roster.Between(today, today.PlusYears(1))
        : roster.Between(
            LocalDate.Min(roster.Turns[0].From, today), LocalDate.Max(roster.Turns[^1].Until, today.PlusYears(1)));
}

/// <param name="From">First day.</param>
/// <param name="Until">Last day, included.</param>
/// <param name="Member">Code of the member that chairs.</param>
/// <param name="Deputy">Code of the member that may act in its place.</param>
public sealed record TurnView(DateOnly From, DateOnly Until, string Member, string? Deputy)
{
    internal static TurnView Of(Turn turn) => new(turn.From.ToDateOnly(), turn.Until.ToDateOnly(), turn.Member, turn.Deputy);
}
