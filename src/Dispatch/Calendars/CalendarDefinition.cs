using Dispatch.Language;
using NodaTime;

namespace Dispatch.Calendars;

/// <summary>What a calendar's file says, with the holidays that it names read in.</summary>
public sealed record CalendarDefinition
{
    /// <summary>What alliances call it by.</summary>
    public required string Name { get; init; }

    public required Words Title { get; init; }

    /// <summary>Where the hours are local.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>The hours of each weekday, ascending and without overlaps; a weekday that is missing has none.</summary>
    public IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<WorkingHours>> Week { get; init; } = OfficeWeek;

    /// <summary>The days that are not like their weekday.</summary>
    public IReadOnlyDictionary<LocalDate, SpecialDay> Days { get; init; } = new Dictionary<LocalDate, SpecialDay>();

    /// <summary>What is known of the special days.</summary>
    public Announced Announced { get; init; } = Announced.Nothing;

    /// <summary>
    /// When a limit ends that is used up exactly as a span closes: false, at that closing; true, at the next opening,
    /// so that "1 working day" from an opening is the next working day's opening, as some cities count.
    /// </summary>
    public bool EndsAtOpening { get; init; }

    /// <summary>Monday to Friday, 08:00–12:00 and 14:00–18:00, as the public rules of Ningbo and Yuncheng have them.</summary>
    public static IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<WorkingHours>> OfficeWeek { get; } =
        Enumerable.Range((int)IsoDayOfWeek.Monday, 5).ToDictionary(
            day => (IsoDayOfWeek)day,
            IReadOnlyList<WorkingHours> (_) =>
                [new(TimeSpan.FromHours(8), TimeSpan.FromHours(12)), new(TimeSpan.FromHours(14), TimeSpan.FromHours(18))]);
}

/// <summary>A day that is not like its weekday: a holiday, or a make-up working day (调休).</summary>
/// <param name="Name">Of the holiday, also for the working day that makes up for it.</param>
/// <param name="Works">Whether it is worked on.</param>
/// <param name="Hours">
/// Its hours, empty where it is not worked on; null for those of its weekday or, where that has none, of an ordinary working day.
/// </param>
public sealed record SpecialDay(Words Name, bool Works, IReadOnlyList<WorkingHours>? Hours = null);

/// <summary>Up to where the special days of a calendar are known, so that what goes beyond can be called provisional.</summary>
public sealed class Announced
{
    readonly IReadOnlySet<int>? years;
    readonly bool lateDecemberComesLater;

    Announced(IReadOnlySet<int>? years, bool lateDecemberComesLater) =>
        (this.years, this.lateDecemberComesLater) = (years, lateDecemberComesLater);

    /// <summary>Those that are complete; null where no year has special days other than those listed.</summary>
    internal IReadOnlySet<int>? Years => years;

    internal bool IsYearByYear => lateDecemberComesLater;

    /// <summary>No year has special days other than those listed.</summary>
    public static Announced Always { get; } = new(null, false);

    public static Announced Nothing { get; } = new(new HashSet<int>(), false);

    /// <summary>These years are complete from January to December.</summary>
    public static Announced In(IEnumerable<int> years) => new(years.ToHashSet(), false);

    /// <summary>
    /// These years are announced one by one before they begin, as China's are: a day from <see cref="LateDecember"/> on is only known
    /// with the year that follows, whose announcement may speak of it.
    /// </summary>
    public static Announced YearByYear(IEnumerable<int> years) => new(years.ToHashSet(), true);

    /// <summary>
    /// The first day in December of which the announcement for the next year may speak: days around New Year's Day are taken off and
    /// made up for within the week before it, such as Saturday 29 December 2018.
    /// </summary>
    const int LateDecember = 25;

    /// <summary>The first day of a year that is not known; null when the whole of it is.</summary>
    public LocalDate? UnknownFrom(int year)
    {
        if (years is null)
            return null;
        if (!years.Contains(year))
            return new LocalDate(year, 1, 1);
        return lateDecemberComesLater && !years.Contains(year + 1) ? new LocalDate(year, 12, LateDecember) : null;
    }
}
