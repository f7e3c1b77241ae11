using Dispatch.Alliances;
using Dispatch.Rosters;
using NodaTime;

namespace Dispatch.Server.Rosters;

/// <summary>A month of the roster as a picture: its weeks from Monday to Sunday, and the turns that run through each.</summary>
/// <param name="Weeks">All that have a day of the month.</param>
sealed record RosterMonth(YearMonth Month, IReadOnlyList<RosterWeek> Weeks)
{
    public static RosterMonth Of(Alliance alliance, YearMonth month)
    {
        var days = month.ToDateInterval();
        var first = days.Start.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday));
        List<RosterWeek> weeks = [];
        for (var monday = first; monday <= days.End; monday = monday.PlusWeeks(1))
            weeks.Add(RosterWeek.Of(alliance, month, monday));
        return new RosterMonth(month, weeks);
    }
}

/// <param name="Days">The seven of the week; null where it is not of the month.</param>
sealed record RosterWeek(IReadOnlyList<LocalDate?> Days, IReadOnlyList<RosterPiece> Pieces)
{
    public static RosterWeek Of(Alliance alliance, YearMonth month, LocalDate monday)
    {
        IReadOnlyList<LocalDate?> days =
        [
            .. Enumerable.Range(0, 7).Select(day => monday.PlusDays(day))
                .Select(day => day.ToYearMonth() == month ? (LocalDate?)day : null),
        ];
        var (first, last) = (days.First(day => day is not null)!.Value, days.Last(day => day is not null)!.Value);
        List<RosterPiece> pieces =
        [
            .. alliance.Roster.Between(first, last).Select(turn => Piece(
                turn, LocalDate.Max(turn.From, first), LocalDate.Min(turn.Until, last),
                !alliance.CanAct(turn.Member) && !alliance.CanAct(turn.Deputy))),
            .. alliance.Roster.Gaps(first, last).Select(gap => Piece(null, gap.Start, gap.End, isGap: true)),
        ];
        return new RosterWeek(days, [.. pieces.OrderBy(piece => piece.FirstColumn)]);
    }

    static RosterPiece Piece(Turn? turn, LocalDate from, LocalDate until, bool isGap) =>
        new(turn, (int)from.DayOfWeek, Period.DaysBetween(from, until) + 1, turn?.From == from, isGap);
}

/// <summary>The days of a week that a turn has, or that nobody has.</summary>
/// <param name="Turn">Null where nobody is named.</param>
/// <param name="FirstColumn">1 for Monday.</param>
/// <param name="Begins">The turn begins here.</param>
/// <param name="IsGap">Nobody holds the chair: nobody is named, or nobody acts for those who are.</param>
sealed record RosterPiece(Turn? Turn, int FirstColumn, int Length, bool Begins, bool IsGap);
