using NodaTime;

namespace Dispatch.Rosters;

/// <summary>The chair goes round: each calendar month another member, with the next one as deputy.</summary>
/// <param name="Members">Codes, in the order of their turns; at least one.</param>
/// <param name="Start">The first month of the first member; null where the round has always been going on.</param>
public sealed record Rotation(IReadOnlyList<string> Members, YearMonth? Start)
{
    /// <summary>The turns of some years. Days that a dated turn already has are left to it.</summary>
    /// <param name="dated">Turns that were agreed on apart from the round, in order, without overlap.</param>
    /// <param name="lastYear">Included.</param>
    /// <returns>The dated turns and the round's, in order.</returns>
    public IReadOnlyList<Turn> Around(IReadOnlyList<Turn> dated, int firstYear, int lastYear) =>
    [
        .. Months(firstYear, lastYear).SelectMany(month => Free(month, dated)).Concat(dated).OrderBy(turn => turn.From),
    ];

    IEnumerable<Turn> Months(int firstYear, int lastYear) =>
        from year in Enumerable.Range(firstYear, lastYear - firstYear + 1)
        from month in Enumerable.Range(1, 12)
        let days = new YearMonth(year, month).ToDateInterval()
        let place = Place(year, month)
        where place >= 0
        select new Turn(days.Start, days.End, MemberAt(place), Members.Count > 1 ? MemberAt(place + 1) : null);

    string MemberAt(int place) => Members[place % Members.Count];

    // Counted from the start, or from year 0: the same month always has the same member, whichever years are asked for.
    int Place(int year, int month) => (year * 12) + month - (Start is { } start ? (start.Year * 12) + start.Month : 1);

    static IEnumerable<Turn> Free(Turn month, IReadOnlyList<Turn> dated)
    {
        var from = month.From;
        foreach (var taken in dated.Where(taken => taken.From <= month.Until && taken.Until >= month.From))
        {
            if (from < taken.From)
                yield return month with { From = from, Until = taken.From.PlusDays(-1) };
            from = LocalDate.Max(from, taken.Until.PlusDays(1));
        }

        if (from <= month.Until)
            yield return month with { From = from };
    }
}
