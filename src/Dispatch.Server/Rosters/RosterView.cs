using Dispatch.Rosters;

namespace Dispatch.Server.Rosters;

/// <summary>Who chairs an alliance when.</summary>
/// <param name="Zone">Turns begin and end at midnight in this time zone.</param>
/// <param name="Now">The turn of this day; left out when the roster names nobody.</param>
/// <param name="Turns">In order; they do not overlap.</param>
public sealed record RosterView(string Zone, TurnView? Now, IReadOnlyList<TurnView> Turns)
{
    internal static RosterView Of(Roster roster, DateTimeOffset now) => new(
        roster.Zone.Id, roster.At(now) is { } turn ? TurnView.Of(turn) : null, [.. roster.Turns.Select(TurnView.Of)]);
}

/// <param name="From">First day.</param>
/// <param name="Until">Last day, included.</param>
/// <param name="Member">Code of the member that chairs.</param>
/// <param name="Deputy">Code of the member that may act in its place.</param>
public sealed record TurnView(DateOnly From, DateOnly Until, string Member, string? Deputy)
{
    internal static TurnView Of(Turn turn) => new(turn.From.ToDateOnly(), turn.Until.ToDateOnly(), turn.Member, turn.Deputy);
}
