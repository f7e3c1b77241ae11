using CsCheck;
using Dispatch.Calendars;
using Dispatch.Language;
using NodaTime;

namespace Dispatch.Tests.Calendars;

/// <summary>A calendar twice, as the engine has it and as the oracle does, with a start and a limit that the oracle can walk.</summary>
/// <param name="Start">A whole minute of 2014 to 2016.</param>
/// <param name="Length">The limit in minutes of working time.</param>
sealed record RandomCase(WorkingCalendar Calendar, NaiveCalendar Oracle, Instant Start, Limit Limit, int Length)
{
    public override string ToString() =>
        $"{Calendar.Zone.Id}, {string.Join("; ", Oracle.Week.Select(day => $"{day.Key}: {string.Join(' ', day.Value)}"))}; "
        + $"{string.Join("; ", Oracle.Days.Select(day => $"{day.Key:uuuu-MM-dd}: {string.Join(' ', day.Value)}"))}; "
        + $"{(Oracle.EndsAtOpening ? "ends at opening" : "ends at closing")}; {Limit.Words.En} from {Start}";
}

/// <summary>Calendars with up to three spans a day, days off and make-up days, in zones with and without daylight saving time.</summary>
static class RandomCalendars
{
    // Lord Howe changes its clocks by half an hour, Kathmandu is off by three quarters, Cairo changed its mind in 2014.
    static readonly string[] ZoneIds =
    [
        "Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago",
        "Asia/Kathmandu", "UTC",
    ];

    static readonly Gen<DateTimeZone> Zones = Gen.OneOf([.. ZoneIds.Select(id => DateTimeZoneProviders.Tzdb[id])]);

    static readonly Gen<(int From, int To)[]> Spans =
        Gen.Int[0, 1440].HashSet[2, 6].Select(
            cuts => cuts.Order().Chunk(2).Where(pair => pair.Length == 2).Select(pair => (pair[0], pair[1])).ToArray());

    static readonly Gen<(int From, int To)[]> Off = Gen.Const(Array.Empty<(int, int)>());

    static readonly Gen<(int From, int To)[]> Weekday = Gen.Frequency((3, Spans), (1, Off));

    static readonly Gen<LocalDate> Dates = Gen.Int[0, 1094].Select(day => new LocalDate(2014, 1, 1).PlusDays(day));

    static readonly Gen<((int From, int To)[][] Week, Dictionary<LocalDate, (int From, int To)[]> Days)> Hours =
        Gen.Select(
            Weekday.Array[7].Where(week => week.Any(day => day.Length > 0)),
            Gen.Dictionary(Dates, Gen.Frequency((2, Off), (1, Spans)))[0, 200]);

    // Half of the starts are close to a change of the clocks somewhere.
    static readonly Gen<Instant> Starts = Gen.OneOf(
        Gen.Int[0, 1095 * 1440].Select(minute => Instant.FromUtc(2014, 1, 1, 0, 0) + Duration.FromMinutes(minute)),
        Gen.Select(
            Gen.OneOf(
                Instant.FromUtc(2015, 3, 8, 7, 0),
                Instant.FromUtc(2015, 11, 1, 6, 0),
                Instant.FromUtc(2015, 3, 29, 1, 0),
                Instant.FromUtc(2015, 4, 4, 15, 0),
                Instant.FromUtc(2015, 12, 31, 20, 0)),
            Gen.Int[-4000, 200], (change, minutes) => change + Duration.FromMinutes(minutes)));

    public static readonly Gen<RandomCase> Cases = Gen.Select(Zones, Hours, Starts, Gen.Int[0, 3], Gen.Int[0, 3000], Gen.Bool, Case);

    static RandomCase Case(
        DateTimeZone zone,
        ((int From, int To)[][] Week, Dictionary<LocalDate, (int From, int To)[]> Days) hours,
        Instant start,
        int unit,
        int amount,
        bool endsAtOpening)
    {
        WorkingCalendar calendar = new(new CalendarDefinition
        {
            Name = "random",
            Title = new Words("随机", "Random"),
            Zone = zone,
            Week = Enumerable.Range(0, 7).ToDictionary(day => (IsoDayOfWeek)(day + 1), day => HoursOf(hours.Week[day])),
            Days = hours.Days.ToDictionary(
                day => day.Key, day => new SpecialDay(new Words("日", "Day"), day.Value.Length > 0, HoursOf(day.Value))),
            Announced = Announced.In([2014, 2015, 2016]),
            EndsAtOpening = endsAtOpening,
        });
        var week = Enumerable.Range(0, 7).ToDictionary(day => day + 1, day => hours.Week[day]);
        NaiveCalendar oracle = new(zone, week, hours.Days, (int)calendar.WorkingDay.TotalMinutes, endsAtOpening);

        // No more than three working weeks or so, since the oracle walks them.
        var most = Math.Max(1, 3 * week.Values.Sum(day => day.Sum(span => span.To - span.From)));
        var (limit, length) = unit switch
        {
            0 => (new Limit(amount % (most + 1), LimitUnit.WorkingMinutes), amount % (most + 1)),
            1 => (new Limit(amount % ((most / 60) + 1), LimitUnit.WorkingHours), amount % ((most / 60) + 1) * 60),
            2 => (new Limit(amount % 12, LimitUnit.WorkingDays), amount % 12 * oracle.Day),
            _ => (new Limit(0, LimitUnit.WorkingHours), 0),
        };
        return new RandomCase(calendar, oracle, start, limit, length);
    }

    static IReadOnlyList<WorkingHours> HoursOf((int From, int To)[] spans) =>
        [.. spans.Select(span => new WorkingHours(TimeSpan.FromMinutes(span.From), TimeSpan.FromMinutes(span.To)))];
}
