using NodaTime;

namespace Dispatch.Rosters;

/// <summary>Each calendar month another member chairs, with the next one as deputy.</summary>
/// <param name="Members">Codes, in the order of their turns; at least one.</param>
/// <param name="Start">The first month of the first member; null where the rotation has no beginning.</param>
public sealed record Rotation(IReadOnlyList<string> Members, YearMonth? Start)
{
    /// <summary>The turns of some years. Days that a dated turn already has are left to it.</summary>
    /// <param name="dated">Turns that were agreed on apart from the rotation, in order, without overlap.</param>
    /// <param name="lastYear">Included.</param>
    /// <returns>The dated turns and those of the rotation, in order.</returns>
    public IReadOnlyList<Turn> Around(IReadOnlyList<Turn> dated, int firstYear, int lastYear) =>
    [
        .. Months(firstYear, lastYear).SelectMany(month => WithoutDated(month, dated)).Concat(dated).OrderBy(turn => turn.From),
    ];

    /// <summary>The turn of the month that a day is in; null before the beginning.</summary>
    public Turn? On(LocalDate day) => MonthsSinceStart(day.Year, day.Month) >= 0 ? Month(day.Year, day.Month) : null;

    Turn Month(int year, int month)
    {
        var (days, index) = (new YearMonth(year, month).ToDateInterval(), MonthsSinceStart(year, month));
        return new Turn(days.Start, days.End, MemberAt(index), Members.Count > 1 ? MemberAt(index + 1) : null);
    }

    IEnumerable<Turn> Months(int firstYear, int lastYear) =>
        from year in Enumerable.Range(firstYear, lastYear - firstYear + 1)
        from month in Enumerable.Range(1, 12)
        where MonthsSinceStart(year, month) >= 0
        select Month(year, month);

    string MemberAt(int index) => Members[index % Members.Count];

    // Counted from the start, or from year 0: the same month always has the same member, whichever years are asked for.
    int MonthsSinceStart(int year, int month) =>
        (year * 12) + month - (Start is { } start ? (start.Year * 12) + start.Month : 1);

    static IEnumerable<Turn> WithoutDated(Turn month, IReadOnlyList<Turn> dated)
    {
        var from = month.From;
        foreach (var turn in dated.Where(turn => turn.From <= month.Until && turn.Until >= month.From))
        {
            if (from < turn.From)
                yield return month with { From = from, Until = turn.From.PlusDays(-1) };
            from = LocalDate.Max(from, turn.Until.PlusDays(1));
        }

        if (from <= month.Until)
            yield return month with { From = from };
    }
}
