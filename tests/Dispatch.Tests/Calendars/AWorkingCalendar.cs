using System.Globalization;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Tests.Calendars;

/// <summary>Times of 2026 are those of a clock in Putian; 23 November 2026 is a Monday. National Day was 1 to 7 October, made up for on Sunday 20 September and Saturday 10 October.</summary>
public sealed class AWorkingCalendar
{
    static readonly WorkingCalendar Calendar = Situations.China;

    [TestCase("11-23 09:00", "2 working hours", "11-23 11:00", TestName = "Counts_hours_within_a_morning")]
    [TestCase("11-23 08:00", "4 working hours", "11-23 12:00", TestName = "Ends_at_noon_when_the_morning_is_just_enough")]
    [TestCase("11-23 08:00", "1 working day", "11-23 18:00", TestName = "Ends_in_the_evening_when_the_day_is_just_enough")]
    [TestCase("11-23 11:00", "2 working hours", "11-23 15:00", TestName = "Leaves_lunch_out")]
    [TestCase("11-23 12:00", "1 working minute", "11-23 14:01", TestName = "Starts_after_lunch_for_what_comes_at_noon")]
    [TestCase("11-23 13:00", "2 working hours", "11-23 16:00", TestName = "Starts_after_lunch_for_what_comes_at_lunch")]
    [TestCase("11-23 11:59:59", "1 working minute", "11-23 14:00:59", TestName = "Counts_the_last_second_before_lunch")]
    [TestCase("11-23 17:59:59", "2 working hours", "11-24 09:59:59", TestName = "Counts_the_last_second_of_a_day")]
    [TestCase("11-23 18:00", "2 working hours", "11-24 10:00", TestName = "Starts_the_next_morning_for_what_comes_at_closing_time")]
    [TestCase("11-23 03:00", "2 working hours", "11-23 10:00", TestName = "Starts_in_the_morning_for_what_comes_at_night")]
    [TestCase("11-27 17:00", "2 working hours", "11-30 09:00", TestName = "Leaves_the_weekend_out")]
    [TestCase("11-28 10:00", "1 working day", "11-30 18:00", TestName = "Starts_on_Monday_for_what_comes_on_Saturday")]
    [TestCase("11-29 23:59:59", "30 working minutes", "11-30 08:30", TestName = "Starts_on_Monday_for_what_comes_on_Sunday_night")]
    [TestCase("11-23 10:20", "3 working days", "11-26 10:20", TestName = "Comes_to_the_same_time_of_day_so_many_working_days_on")]
    [TestCase("11-27 17:00", "2 hours", "11-27 19:00", TestName = "Runs_through_the_evening_where_hours_are_not_working_hours")]
    [TestCase("11-28 02:00", "30 urgent minutes", "11-28 02:30", TestName = "Runs_through_the_night_where_it_is_urgent")]
    [TestCase("09-30 23:00", "2 urgent hours", "10-01 01:00", TestName = "Runs_through_a_holiday_where_it_is_urgent")]
    [TestCase("11-27 17:00", "7 days", "12-04 17:00", TestName = "Counts_every_day_where_days_are_not_working_days")]
    [TestCase("09-30 17:00", "2 working hours", "10-08 09:00", TestName = "Leaves_National_Day_out")]
    [TestCase("09-30 10:20", "3 working days", "10-10 10:20", TestName = "Counts_the_Saturday_that_makes_up_for_a_holiday")]
    [TestCase("10-10 09:00", "2 working hours", "10-10 11:00", TestName = "Works_on_the_Saturday_that_makes_up")]
    [TestCase("09-19 09:00", "2 working hours", "09-20 10:00", TestName = "Goes_from_a_plain_Saturday_to_the_Sunday_that_makes_up")]
    [TestCase("10-10 17:59:59", "1 working minute", "10-12 08:00:59", TestName = "Goes_from_the_Saturday_that_makes_up_over_Sunday")]
    [TestCase("01-02 12:00", "1 working hour", "01-04 09:00", TestName = "Works_on_the_Sunday_after_New_Year_that_makes_up")]
    public void Says_when_a_limit_ends(string start, string limit, string end) =>
        Assert.That(Calendar.After(Local(start), Limit.Read(limit)!), Is.EqualTo(new DueTime(Local(end), false)));

    [TestCase("11-23 09:00", "0 working hours", "11-23 09:00", TestName = "Lets_nothing_end_at_once_within_working_hours")]
    [TestCase("11-23 12:00", "0 working hours", "11-23 14:00", TestName = "Lets_nothing_end_at_the_next_opening_when_it_comes_at_closing")]
    [TestCase("11-23 12:30", "0 working minutes", "11-23 14:00", TestName = "Lets_nothing_end_after_lunch_when_it_comes_at_lunch")]
    [TestCase("11-28 10:00", "0 working days", "11-30 08:00", TestName = "Lets_nothing_end_on_Monday_when_it_comes_on_Saturday")]
    [TestCase("11-28 10:00", "0 urgent minutes", "11-28 10:00", TestName = "Lets_nothing_end_at_once_where_it_is_urgent")]
    [TestCase("11-28 10:00", "0 days", "11-28 10:00", TestName = "Lets_no_day_end_at_once")]
    public void Says_when_a_limit_of_nothing_ends(string start, string limit, string end) =>
        Assert.That(Calendar.After(Local(start), Limit.Read(limit)!).At, Is.EqualTo(Local(end)));

    [TestCase("2022-12-30 17:00", "2 working hours", "2023-01-03 09:00", true, TestName = "Is_provisional_in_a_year_before_the_first")]
    [TestCase("2023-12-29 17:00", "2 working hours", "2024-01-02 09:00", false, TestName = "Knows_New_Year_from_the_file_of_the_next_year")]
    [TestCase("2026-12-24 17:00", "1 working hour", "2026-12-24 18:00", false, TestName = "Is_sure_before_late_December")]
    [TestCase("2026-12-24 17:00", "2 working hours", "2026-12-25 09:00", true, TestName = "Is_provisional_in_late_December_while_the_next_year_is_not_announced")]
    [TestCase("2026-12-30 09:00", "2 working hours", "2026-12-30 11:00", true, TestName = "Is_provisional_on_30_December_while_the_next_year_is_not_announced")]
    [TestCase("2025-12-30 09:00", "2 working hours", "2025-12-30 11:00", false, TestName = "Is_sure_in_late_December_once_the_next_year_is_announced")]
    [TestCase("2026-12-31 17:00", "2 working hours", "2027-01-01 09:00", true, TestName = "Counts_plain_weekdays_in_a_year_that_is_not_announced")]
    [TestCase("2026-12-31 17:00", "2 urgent hours", "2026-12-31 19:00", false, TestName = "Is_sure_of_what_runs_on")]
    [TestCase("2027-02-09 09:00", "0 working hours", "2027-02-09 09:00", true, TestName = "Is_provisional_even_for_nothing")]
    [TestCase("2026-11-23 09:00", "1000 working days", "2030-09-23 09:00", true, TestName = "Stays_provisional_when_it_reaches_further")]
    public void Says_what_it_does_not_know(string start, string limit, string end, bool provisional) =>
        Assert.That(Calendar.After(At(start), Limit.Read(limit)!), Is.EqualTo(new DueTime(At(end), provisional)));

    [TestCase("11-23 10:00", "11-23 11:30", 90, TestName = "Counts_working_time_within_a_span")]
    [TestCase("11-23 11:00", "11-23 15:00", 120, TestName = "Counts_working_time_over_lunch")]
    [TestCase("11-23 12:00", "11-23 14:00", 0, TestName = "Counts_nothing_at_lunch")]
    [TestCase("11-27 17:00", "11-30 09:00", 120, TestName = "Counts_working_time_over_a_weekend")]
    [TestCase("09-30 17:00", "10-08 09:00", 120, TestName = "Counts_working_time_over_National_Day")]
    [TestCase("11-23 15:00", "11-23 11:00", -120, TestName = "Counts_backwards_as_a_negative")]
    [TestCase("01-01 00:00", "12-25 00:00", 243 * 480, TestName = "Counts_the_working_days_of_2026_to_Christmas")]
    public void Says_how_much_working_time_lies_between(string from, string to, int minutes) =>
        Assert.That(Calendar.Between(Local(from), Local(to)), Is.EqualTo(TimeSpan.FromMinutes(minutes)));

    [TestCase("11-23 08:00", true, "11-23 08:00")]
    [TestCase("11-23 11:59:59", true, "11-23 11:59:59")]
    [TestCase("11-23 12:00", false, "11-23 14:00")]
    [TestCase("11-23 18:00", false, "11-24 08:00")]
    [TestCase("10-03 10:00", false, "10-08 08:00")]
    [TestCase("10-10 10:00", true, "10-10 10:00")]
    public void Says_whether_it_is_open_and_when_it_opens(string at, bool open, string opening)
    {
        Assert.That(Calendar.IsOpen(Local(at)), Is.EqualTo(open));
        Assert.That(Calendar.NextOpening(Local(at)), Is.EqualTo(Local(opening)));
    }

    [Test]
    public void Keeps_microseconds()
    {
        var start = Local("11-23 11:59:59").AddMicroseconds(999_999);

        Assert.That(Calendar.After(start, Limit.Read("1 working minute")!).At, Is.EqualTo(Local("11-23 14:00:59").AddMicroseconds(999_999)));
        Assert.That(Calendar.Between(start, Local("11-23 12:00")), Is.EqualTo(TimeSpan.FromMicroseconds(1)));
    }

    [TestCase("1 working hour")]
    [TestCase("1 hour")]
    [TestCase("1 day")]
    [TestCase("0 days")]
    public void Takes_any_offset_and_answers_in_UTC(string limit)
    {
        var start = DateTimeOffset.Parse("2026-11-23 09:00 +08:00", CultureInfo.InvariantCulture);

        var due = Calendar.After(start, Limit.Read(limit)!).At;

        Assert.That(due.Offset, Is.EqualTo(TimeSpan.Zero));
        Assert.That(due, Is.EqualTo(Calendar.After(start.ToUniversalTime(), Limit.Read(limit)!).At));
    }

    [Test]
    public void Goes_by_the_clock_of_its_zone()
    {
        var monday8InLondon = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

        Assert.That(
            WorkingCalendar.PlainWeekdays(DateTimeZoneProviders.Tzdb["Europe/London"]).After(monday8InLondon, Limit.Read("4 working hours")!).At,
            Is.EqualTo(monday8InLondon.AddHours(4)));
    }

    // In New York the clock goes from 02:00 to 03:00 on 8 March 2015, and from 02:00 back to 01:00 on 1 November.
    [TestCase("2015-03-07T23:00-05:00", "4 working hours", "2015-03-08T04:00-04:00", TestName = "Is_an_hour_shorter_where_the_clock_leaves_one_out")]
    [TestCase("2015-10-31T23:00-04:00", "4 working hours", "2015-11-01T02:00-05:00", TestName = "Is_an_hour_longer_where_the_clock_shows_one_twice")]
    [TestCase("2015-03-07T10:00-05:00", "1 day", "2015-03-08T10:00-04:00", TestName = "Counts_days_by_the_clock")]
    [TestCase("2015-03-07T02:30-05:00", "1 day", "2015-03-08T03:30-04:00", TestName = "Ends_a_day_later_where_the_clock_leaves_its_hour_out")]
    [TestCase("2015-11-01T01:30-05:00", "0 days", "2015-11-01T01:30-05:00", TestName = "Stays_in_the_second_of_two_equal_hours")]
    [TestCase("2015-03-07T10:00-05:00", "24 hours", "2015-03-08T11:00-04:00", TestName = "Counts_hours_as_they_pass")]
    public void Goes_by_a_clock_that_is_changed(string start, string limit, string end) =>
        Assert.That(
            TestCalendars.Of("America/New_York", "monday to sunday: [00:00-06:00, 23:00-24:00]").After(Instant(start), Limit.Read(limit)!).At,
            Is.EqualTo(Instant(end)));

    [TestCase("03:00-05:00", "2015-03-08T00:00-05:00", "2015-03-08T06:00-04:00", 120, TestName = "Is_not_shorter_after_the_hour_that_is_left_out")]
    [TestCase("02:15-02:45", "2015-03-08T00:00-05:00", "2015-03-08T06:00-04:00", 0, TestName = "Has_no_span_that_the_clock_leaves_out")]
    [TestCase("01:00-02:30", "2015-03-08T00:00-05:00", "2015-03-08T06:00-04:00", 60, TestName = "Ends_a_span_where_the_clock_jumps_over_its_end")]
    [TestCase("02:30-04:00", "2015-03-08T00:00-05:00", "2015-03-08T06:00-04:00", 60, TestName = "Begins_a_span_where_the_clock_jumps_over_its_beginning")]
    [TestCase("01:15-01:45", "2015-11-01T00:00-04:00", "2015-11-01T06:00-05:00", 60, TestName = "Has_a_span_twice_that_the_clock_shows_twice")]
    public void Is_open_while_the_clock_shows_its_hours(string hours, string from, string to, int minutes) =>
        Assert.That(
            TestCalendars.Of("America/New_York", $"monday to sunday: {hours}").Between(Instant(from), Instant(to)),
            Is.EqualTo(TimeSpan.FromMinutes(minutes)));

    [TestCase("monday to thursday: [08:00-12:00, 13:00-17:00]\n  friday: 08:00-12:00", 8, TestName = "Takes_the_length_that_most_days_have")]
    [TestCase("monday to tuesday: 08:00-12:00\n  wednesday to thursday: 08:00-17:00", 9, TestName = "Takes_the_longest_of_equally_many")]
    [TestCase("saturday: 09:00-12:00", 3, TestName = "Takes_the_only_day_there_is")]
    public void Has_a_working_day_that(string hours, int length) =>
        Assert.That(TestCalendars.Of("Asia/Shanghai", hours).WorkingDay, Is.EqualTo(TimeSpan.FromHours(length)));

    [Test]
    public void May_end_a_limit_where_the_next_span_opens()
    {
        var boston = Situations.Calendars.Find("boston")!;

        Assert.That(boston.After(Instant("2015-03-06T05:00-05:00"), Limit.Read("1 working day")!).At, Is.EqualTo(Instant("2015-03-09T08:30-04:00")));
        Assert.That(boston.After(Instant("2015-03-06T09:00-05:00"), Limit.Read("1 working day")!).At, Is.EqualTo(Instant("2015-03-09T09:00-04:00")));
        Assert.That(boston.After(Instant("2015-04-17T17:00-04:00"), Limit.Read("0 working days")!).At, Is.EqualTo(Instant("2015-04-21T08:30-04:00")), "over Patriots' Day");
    }

    [Test]
    public void Leaves_a_due_time_to_whoever_computed_it_when_its_file_changes()
    {
        var before = TestCalendars.Of("Asia/Shanghai", "monday to friday: 08:00-12:00");
        var due = before.After(Local("11-23 09:00"), Limit.Read("4 working hours")!);

        var after = TestCalendars.Of("Asia/Shanghai", "monday to friday: 08:00-12:00", "{ date: 2026-11-24, name: { zh: 停电, en: Power cut }, off: true }");

        Assert.That(before.After(Local("11-23 09:00"), Limit.Read("4 working hours")!), Is.EqualTo(due), "a calendar never changes");
        Assert.That(due.At, Is.EqualTo(Local("11-24 09:00")));
        Assert.That(after.After(Local("11-23 09:00"), Limit.Read("4 working hours")!).At, Is.EqualTo(Local("11-25 09:00")), "computed again with the new one");
    }

    [Test]
    public void Needs_working_hours() =>
        Assert.That(
            () => new WorkingCalendar(new CalendarDefinition
            {
                Name = "never",
                Title = new Words("无", "Never"),
                Zone = Situations.Shanghai,
                Week = new Dictionary<IsoDayOfWeek, IReadOnlyList<WorkingHours>>(),
            }),
            Throws.ArgumentException);

    [Test]
    public void Refuses_what_it_cannot_answer()
    {
        Assert.That(() => Calendar.After(Local("11-23 09:00"), TimeSpan.FromTicks(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Calendar.After(DateTimeOffset.MaxValue, TimeSpan.FromHours(1)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    static DateTimeOffset Local(string time) => At($"2026-{time}");

    static DateTimeOffset At(string time) => DateTimeOffset.Parse($"{time} +08:00", CultureInfo.InvariantCulture).ToUniversalTime();

    static DateTimeOffset Instant(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUniversalTime();
}
