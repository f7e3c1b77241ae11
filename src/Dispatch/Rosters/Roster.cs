using NodaTime;

namespace Dispatch.Rosters;

/// <summary>Who chairs when: dated turns of members.</summary>
/// <param name="Turns">In order of their first day; they do not overlap.</param>
/// <param name="Zone">A turn begins and ends at midnight there.</param>
public sealed record Roster(IReadOnlyList<Turn> Turns, DateTimeZone Zone)
{
    /// <summary>The turn at an instant; null when the roster names nobody for that day.</summary>
    public Turn? At(DateTimeOffset now)
    {
        var today = Instant.FromDateTimeOffset(now).InZone(Zone).Date;
        return Turns.FirstOrDefault(turn => turn.From <= today && today <= turn.Until);
    }

    /// <summary>The midnights between two instants at which a turn begins or ends.</summary>
    public IEnumerable<DateTimeOffset> HandOvers(DateTimeOffset from, DateTimeOffset to) => Turns
        .SelectMany(turn => (LocalDate[])[turn.From, turn.Until.PlusDays(1)])
        .Select(day => Zone.AtStartOfDay(day).ToDateTimeOffset().ToUniversalTime())
        .Where(at => from < at && at < to)
        .Distinct()
        .Order();

    /// <summary>Whether a member holds the chair at an instant, in its own turn or as deputy.</summary>
    public bool Names(string member, DateTimeOffset now) =>
        At(now) is { } turn && (turn.Member == member || turn.Deputy == member);
}
