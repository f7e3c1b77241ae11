using NodaTime;

namespace Dispatch.Rosters;

/// <summary>Who chairs when: dated turns of members, and the rotation that goes on before and after them.</summary>
/// <param name="Turns">In order of their first day; they do not overlap.</param>
/// <param name="Zone">A turn begins and ends at midnight there.</param>
public sealed record Roster(IReadOnlyList<Turn> Turns, DateTimeZone Zone)
{
    /// <summary>Gives the days before the first turn and after the last one; null where these have nobody.</summary>
    public Rotation? Rotation { get; init; }

    /// <summary>The turn at an instant; null when the roster names nobody for that day.</summary>
    public Turn? At(DateTimeOffset now) => On(DayOf(now));

    /// <summary>The turn of a day, however far away.</summary>
    public Turn? On(LocalDate day) => Turns.FirstOrDefault(turn => turn.From <= day && day <= turn.Until) ?? Derived(day);

    /// <summary>The local day of an instant.</summary>
    public LocalDate DayOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(Zone).Date;

    /// <summary>The turns that have days between two, both included, in order; the first and the last as a whole.</summary>
    public IEnumerable<Turn> Between(LocalDate first, LocalDate last)
    {
        for (var day = first; day <= last;)
        {
            if (On(day) is { } turn)
            {
                yield return turn;
                day = turn.Until.PlusDays(1);
            }
            else
            {
                day = NextTurn(day);
            }
        }
    }

    /// <summary>The stretches between two days, both included, for which nobody is named.</summary>
    public IEnumerable<DateInterval> Gaps(LocalDate first, LocalDate last)
    {
        var day = first;
        foreach (var turn in Between(first, last))
        {
            if (day < turn.From)
                yield return new DateInterval(day, turn.From.PlusDays(-1));
            day = turn.Until.PlusDays(1);
        }

        if (day <= last)
            yield return new DateInterval(day, last);
    }

    /// <summary>The midnights between two instants at which a turn begins or ends.</summary>
    public IEnumerable<DateTimeOffset> HandOvers(DateTimeOffset from, DateTimeOffset to) => Between(DayOf(from), DayOf(to))
        .SelectMany(turn => (LocalDate[])[turn.From, turn.Until.PlusDays(1)])
        .Select(day => Zone.AtStartOfDay(day).ToDateTimeOffset().ToUniversalTime())
        .Where(at => from < at && at < to)
        .Distinct()
        .Order();

    /// <summary>Whether a member holds the chair at an instant, in its own turn or as deputy.</summary>
    public bool Names(string member, DateTimeOffset now) =>
        At(now) is { } turn && (turn.Member == member || turn.Deputy == member);

    // Inside of the turns that are listed, a day without one was left without one.
    Turn? Derived(LocalDate day)
    {
        if (Rotation?.On(day) is not { } turn)
            return null;
        if (Turns.Count == 0)
            return turn;
        var (before, after) = (Turns[0].From, Turns[^1].Until);
        return day < before ? turn with { Until = LocalDate.Min(turn.Until, before.PlusDays(-1)) }
            : day > after ? turn with { From = LocalDate.Max(turn.From, after.PlusDays(1)) }
            : null;
    }

    /// <summary>A day after one that has no turn, up to which no other has one; the end of time where none is left.</summary>
    LocalDate NextTurn(LocalDate day)
    {
        LocalDate?[] ahead =
        [
            Turns.Select(turn => (LocalDate?)turn.From).FirstOrDefault(from => from > day),
            Rotation?.Start is { } start && start.OnDayOfMonth(1) > day ? start.OnDayOfMonth(1) : null,
            // Behind the last turn the rotation goes on.
            Rotation is not null && Turns.Count > 0 && Turns[^1].Until > day ? Turns[^1].Until.PlusDays(1) : null,
        ];
        return ahead.Min() ?? LocalDate.MaxIsoValue;
    }
}
