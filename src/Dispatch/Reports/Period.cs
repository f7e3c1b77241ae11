using System.Globalization;
using Dispatch.Calendars;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Reports;

/// <summary>The days that a report is about, local to the alliance.</summary>
/// <param name="First">Included.</param>
/// <param name="Last">Included.</param>
public sealed record Period(LocalDate First, LocalDate Last)
{
    /// <summary>The most days a report may be about: ten years.</summary>
    public const int Longest = 3653;

    public static Period Month(int year, int month) =>
        new(new LocalDate(year, month, 1), new LocalDate(year, month, 1).PlusMonths(1).PlusDays(-1));

    /// <summary>Reads <c>2026-11</c>, <c>2026-Q4</c> or <c>2026</c>; null when it is none of them.</summary>
    public static Period? Read(string text)
    {
        var (start, months) = text switch
        {
            [_, _, _, _] => (YearMonthPattern.Iso.Parse($"{text}-01"), 12),
            [.. var year, '-', 'Q', >= '1' and <= '4' and var quarter] =>
                (YearMonthPattern.Iso.Parse($"{year}-{FirstMonthOf(quarter)}"), 3),
            _ => (YearMonthPattern.Iso.Parse(text), 1),
        };
        if (!start.Success || !DateReading.IsWithin(start.Value.Year))
            return null;
        var first = start.Value.OnDayOfMonth(1);
        return new Period(first, first.PlusMonths(months).PlusDays(-1));
    }

    static string FirstMonthOf(char quarter) => (((quarter - '1') * 3) + 1).ToString("00", CultureInfo.InvariantCulture);

    /// <summary>The months that lie wholly within it and the days that do not, as sums are kept.</summary>
    public IReadOnlyList<string> Pieces()
    {
        List<string> pieces = [];
        for (var day = First; day <= Last;)
        {
            var month = day.PlusMonths(1);
            if (day.Day == 1 && month.PlusDays(-1) <= Last)
            {
                pieces.Add(Reports.Days.Month(day));
                day = month;
            }
            else
            {
                pieces.Add(Reports.Days.Text(day));
                day = day.PlusDays(1);
            }
        }

        return pieces;
    }

    public IEnumerable<LocalDate> Days()
    {
        for (var day = First; day <= Last; day = day.PlusDays(1))
            yield return day;
    }

    public bool Holds(LocalDate day) => First <= day && day <= Last;

    public bool Holds(string day) =>
        string.CompareOrdinal(Reports.Days.Text(First), day) <= 0 && string.CompareOrdinal(day, Reports.Days.Text(Last)) <= 0;
}
