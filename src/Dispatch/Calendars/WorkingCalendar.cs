using System.Security.Cryptography;
using System.Text;
using Dispatch.Language;
using NodaTime;
using NodaTime.TimeZones;

namespace Dispatch.Calendars;

/// <summary>Working hours, holidays and make-up days (工作日历): says when limits end, and why.</summary>
/// <remarks>
/// <para>Immutable and safe for concurrent use. A calendar whose file has changed is another object: a due time belongs to the calendar
/// that it was computed with, and must be computed again to follow the new one.</para>
/// <para>An instant is working time when its local time is within the hours of the day, from the first moment of a span to just before
/// its end. Where clocks are put forward or back within a span, it is an hour shorter or longer.</para>
/// <para>The spans of a year are computed when it is first needed, some 20 kB; after that every answer is a look-up or two.
/// Instants are accepted with any offset and returned in UTC, exact to 100 ns.</para>
/// </remarks>
public sealed partial class WorkingCalendar
{
    static readonly long UnixEpoch = DateTime.UnixEpoch.Ticks;

    readonly CalendarDefinition definition;
    readonly IReadOnlyList<WorkingHours> ordinary;
    readonly Year?[] years = new Year?[LastYear + 1];

    /// <exception cref="ArgumentException">No weekday has working hours, so no limit in working time would ever end.</exception>
    public WorkingCalendar(CalendarDefinition definition)
    {
        this.definition = definition;
        ordinary = OrdinaryDay(definition.Week);
        WorkingDay = LengthOf(ordinary);
        if (WorkingDay == TimeSpan.Zero)
            throw new ArgumentException($"The calendar {definition.Name} has no weekday with working hours.", nameof(definition));
    }

    /// <summary>Monday to Friday, 08:00–12:00 and 14:00–18:00, without known holidays: all its working time is provisional.</summary>
    public static WorkingCalendar PlainWeekdays(DateTimeZone zone) =>
        new(new CalendarDefinition { Name = "weekdays", Title = new Words("平日", "Weekdays"), Zone = zone });

    public string Name => definition.Name;
    public Words Title => definition.Title;
    public DateTimeZone Zone => definition.Zone;

    /// <summary>The whole of it, from which it can be made again.</summary>
    internal string Text => text ??= CalendarJson.Write(definition);

    /// <summary>Another one for a calendar that differs in anything.</summary>
    public string Digest => digest ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..16];

    string? text;
    string? digest;

    /// <summary>
    /// The length of a working day (工作日): that of most weekdays; where several lengths are equally frequent, the longest of them.
    /// Weekdays without hours do not count.
    /// </summary>
    public TimeSpan WorkingDay { get; }

    /// <summary>No answer reaches beyond the end of this year, or before the year 1.</summary>
    const int LastYear = 9998;

    /// <summary>When a limit ends that starts at an instant.</summary>
    /// <remarks>
    /// <para>Working units count from the start or, outside working hours, from the next opening. A working day is
    /// <see cref="WorkingDay"/> of working time: three of them from 10:20 end at 10:20 three working days later. A limit that is used up
    /// exactly when a span closes ends there, at 12:00 or 18:00, unless the calendar says that it ends when the next one opens.</para>
    /// <para>Hours and minutes run on. Days run to the same local time that many days later, or as much later as clocks are put forward
    /// over it.</para>
    /// <para>A limit of zero is due at once: in running units at the start itself, in working units at the start or, outside working
    /// hours, at the next opening.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It ends after the year 9998.</exception>
    public DueTime After(DateTimeOffset start, Limit limit) => limit.Unit switch
    {
        LimitUnit.Days => new DueTime(DaysAfter(start, limit.Amount), false),
        _ => this.AfterCounted(start.ToUniversalTime(), this.LengthOf(limit), limit),
    };

    /// <summary>When a length of working time has passed since an instant; see <see cref="After(DateTimeOffset, Limit)"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or ends after the year 9998.</exception>
    public DueTime After(DateTimeOffset start, TimeSpan workingTime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workingTime, TimeSpan.Zero);

        // A limit of zero is already used up at the last closing before the start, but must end at the next opening.
        var atOpening = definition.EndsAtOpening || workingTime == TimeSpan.Zero ? 1 : 0;
        var from = start.UtcTicks;
        var year = YearAt(from);
        var provisional = false;
        var used = year.WorkedUntil(from) + workingTime.Ticks + atOpening;
        while (used > year.Worked)
        {
            used -= year.Worked;
            provisional |= !year.IsKnown;
            year = YearOf(year.Number + 1);
        }

        var at = year.WhenWorked(used) - atOpening;
        return new DueTime(new DateTimeOffset(at, TimeSpan.Zero), provisional || at >= year.UnknownFrom);
    }

    /// <summary>The working time between two instants; negative when the second comes before the first.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (to < from)
            return -Between(to, from);

        var (first, last) = (YearAt(from.UtcTicks), YearAt(to.UtcTicks));
        var worked = last.WorkedUntil(to.UtcTicks) - first.WorkedUntil(from.UtcTicks);
        for (var number = first.Number; number < last.Number; number++)
            worked += YearOf(number).Worked;
        return new TimeSpan(worked);
    }

    /// <summary>Whether an instant is working time. A span is open from its first moment to just before its end.</summary>
    public bool IsOpen(DateTimeOffset at) => YearAt(at.UtcTicks).IsOpen(at.UtcTicks);

    /// <summary>The instant itself where it is working time, otherwise when working time begins next.</summary>
    public DateTimeOffset NextOpening(DateTimeOffset at) => After(at, TimeSpan.Zero).At;

    /// <summary>Whether a day is worked on, and the holiday that makes it so; null where it is as its weekday.</summary>
    public (bool Works, Words? Holiday) On(LocalDate date) => (HoursOn(date).Count > 0, definition.Days.GetValueOrDefault(date)?.Name);

    /// <summary>Whether the special days of a year are known, but for late December where that is announced with the next year.</summary>
    public bool IsAnnounced(int year) => definition.Announced.UnknownFrom(year) is not { DayOfYear: 1 };

    /// <summary>Whether the calendar's zone is this one, possibly under another of its names.</summary>
    public bool IsOf(DateTimeZone zone) => Canonical(Zone.Id) == Canonical(zone.Id);

    static string Canonical(string zone) => TzdbDateTimeZoneSource.Default.CanonicalIdMap.TryGetValue(zone, out var known) ? known : zone;

    DateTimeOffset DaysAfter(DateTimeOffset start, int days)
    {
        // Within the hour that local time repeats, zero days later must be the same instant.
        if (days == 0)
            return start.ToUniversalTime();

        // Where no clock is changed, a day is 24 hours.
        var (from, to) = (start.UtcTicks, start.UtcTicks + (days * TimeSpan.TicksPerDay));
        if (YearAt(from) is { Offset: { } offset } && YearAt(to).Offset == offset)
            return new DateTimeOffset(to, TimeSpan.Zero);

        var local = Instant.FromDateTimeOffset(start).InZone(Zone).LocalDateTime;
        return local.PlusDays(days).InZoneLeniently(Zone).ToInstant().ToDateTimeOffset();
    }

    /// <summary>The hours of a date; none where it is not worked on.</summary>
    IReadOnlyList<WorkingHours> HoursOn(LocalDate date)
    {
        var ofWeekday = definition.Week.GetValueOrDefault(date.DayOfWeek) ?? [];
        return definition.Days.GetValueOrDefault(date) switch
        {
            null => ofWeekday,
            { Works: false } => [],
            { Hours: { } hours } => hours,
            _ => ofWeekday.Count > 0 ? ofWeekday : ordinary,
        };
    }

    static IReadOnlyList<WorkingHours> OrdinaryDay(IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<WorkingHours>> week) =>
        week.OrderBy(day => day.Key).Select(day => day.Value).Where(hours => hours.Count > 0)
            .GroupBy(LengthOf).OrderByDescending(same => same.Count()).ThenByDescending(same => same.Key)
            .FirstOrDefault()?.First() ?? [];

    static TimeSpan LengthOf(IReadOnlyList<WorkingHours> hours) => hours.Aggregate(TimeSpan.Zero, (sum, span) => sum + span.Length);

    Year YearAt(long ticks)
    {
        // The year in UTC: the zone's own year begins some hours before or after it.
        var year = YearOf(Math.Min(new DateTime(ticks).Year, LastYear));
        // Beyond the last year there is no working time.
        if (ticks >= year.To)
            return year.Number < LastYear ? YearOf(year.Number + 1) : year;
        return ticks < year.From && year.Number > 1 ? YearOf(year.Number - 1) : year;
    }

    Year YearOf(int number)
    {
        if (number > LastYear)
            throw new ArgumentOutOfRangeException(nameof(number), number, $"The calendar {Name} ends with the year {LastYear}.");
        // Two threads may compute the same year; either result is right.
        return Volatile.Read(ref years[number]) ?? (years[number] = Compute(number));
    }

    Year Compute(int number)
    {
        var from = Zone.AtStartOfDay(new LocalDate(number, 1, 1)).ToInstant();
        var to = Zone.AtStartOfDay(new LocalDate(number + 1, 1, 1)).ToInstant();
        List<(long Opens, long Closes)> spans = [];
        // Between two clock changes, local time is at a constant offset from UTC.
        List<Offset> offsets = [];
        foreach (var interval in Zone.GetZoneIntervals(from, to))
        {
            offsets.Add(interval.WallOffset);
            var begins = interval.HasStart ? Instant.Max(from, interval.Start) : from;
            var ends = interval.HasEnd ? Instant.Min(to, interval.End) : to;
            var last = ends.WithOffset(interval.WallOffset).Date;
            for (var date = begins.WithOffset(interval.WallOffset).Date; date <= last; date = date.PlusDays(1))
            {
                var midnight = date.AtMidnight().WithOffset(interval.WallOffset).ToInstant();
                foreach (var hours in HoursOn(date))
                {
                    var opens = Instant.Max(begins, midnight + Duration.FromTimeSpan(hours.From));
                    var closes = Instant.Min(ends, midnight + Duration.FromTimeSpan(hours.To));
                    if (opens < closes)
                        spans.Add((Ticks(opens), Ticks(closes)));
                }
            }
        }

        var unknownFrom = definition.Announced.UnknownFrom(number) is { } day ? Ticks(Zone.AtStartOfDay(day).ToInstant()) : long.MaxValue;
        return new Year(number, Ticks(from), Ticks(to), unknownFrom, offsets.Distinct().Count() == 1 ? offsets[0] : null, spans);
    }

    static long Ticks(Instant instant) => instant.ToUnixTimeTicks() + UnixEpoch;

    /// <summary>The working time of a local year. Instants are ticks in UTC.</summary>
    /// <remarks>A year begins and ends at instants, so that every instant is in exactly one.</remarks>
    sealed class Year
    {
        readonly long[] opens;
        readonly BucketIndex closes;

        // Working time of the year up to the end of each span.
        readonly BucketIndex sums;

        public Year(int number, long from, long to, long unknownFrom, Offset? offset, List<(long Opens, long Closes)> spans)
        {
            (Number, From, To, UnknownFrom, Offset) = (number, from, to, unknownFrom, offset);
            opens = [.. spans.Select(span => span.Opens)];
            closes = new BucketIndex([.. spans.Select(span => span.Closes)], from);

            var worked = new long[spans.Count];
            for (var span = 0; span < worked.Length; span++)
                worked[span] = Worked += spans[span].Closes - spans[span].Opens;
            sums = new BucketIndex(worked, 0);
        }

        public int Number { get; }

        /// <summary>Of the zone from Greenwich; null where it changes within the year.</summary>
        public Offset? Offset { get; }

        public long From { get; }

        /// <summary>Where the next year begins.</summary>
        public long To { get; }

        /// <summary>From here on the special days are not announced; beyond all instants when all of them are.</summary>
        public long UnknownFrom { get; }

        public bool IsKnown => UnknownFrom == long.MaxValue;

        /// <summary>In the whole year.</summary>
        public long Worked { get; }

        public bool IsOpen(long at)
        {
            var span = closes.FirstAtLeast(at + 1);
            return span < opens.Length && opens[span] <= at;
        }

        public long WorkedUntil(long at)
        {
            var span = closes.FirstAtLeast(at + 1);
            return span == opens.Length ? Worked : sums[span] - (closes[span] - Math.Max(at, opens[span]));
        }

        /// <param name="worked">More than nothing, and at most what is worked in the whole year.</param>
        /// <returns>The first instant up to which that much has been worked.</returns>
        public long WhenWorked(long worked)
        {
            var span = sums.FirstAtLeast(worked);
            return closes[span] - (sums[span] - worked);
        }

        public IEnumerable<(long Opens, long Closes)> Spans(long from, long to)
        {
            for (var span = closes.FirstAtLeast(from + 1); span < opens.Length && Math.Max(from, opens[span]) < to; span++)
                yield return (Math.Max(from, opens[span]), Math.Min(to, closes[span]));
        }
    }

    /// <summary>Ascending numbers with an index of equally wide buckets, each of which says where to begin a search.</summary>
    /// <remarks>
    /// There are as many buckets as numbers, or up to twice as many, so a search takes a step or two: half the time of a binary search.
    /// </remarks>
    sealed class BucketIndex
    {
        readonly long[] values;
        readonly int[] buckets;
        readonly long lowest;
        readonly int shift;

        /// <param name="values">Each larger than the one before.</param>
        /// <param name="lowest">At most the first of them: where the first bucket begins.</param>
        public BucketIndex(long[] values, long lowest)
        {
            (this.values, this.lowest) = (values, lowest);
            var range = values.Length == 0 ? 0 : values[^1] - lowest;
            while (range >> shift > 2 * values.Length)
                shift++;

            buckets = new int[(range >> shift) + 1];
            for (var (bucket, index) = (0, 0); bucket < buckets.Length; bucket++)
            {
                while (index < values.Length && values[index] < lowest + ((long)bucket << shift))
                    index++;
                buckets[bucket] = index;
            }
        }

        public long this[int index] => values[index];

        /// <returns>The index of the first that is not smaller; how many there are when all are.</returns>
        public int FirstAtLeast(long value)
        {
            var bucket = Math.Max(0, value - lowest) >> shift;
            if (bucket >= buckets.Length)
                return values.Length;
            var index = buckets[bucket];
            while (index < values.Length && values[index] < value)
                index++;
            return index;
        }
    }
}
