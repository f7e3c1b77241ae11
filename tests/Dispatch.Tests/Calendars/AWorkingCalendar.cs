using System.Globalization;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Tests.Calendars;

/// <summary>
/// Times of 2026 are local times in Putian; 23 November 2026 is a Monday. National Day was 1 to 7 October, made up for on Sunday
/// 20 September and Saturday 10 October.
/// </summary>
public sealed class AWorkingCalendar
{
    static readonly WorkingCalendar Calendar = Situations.China;

    [TestCase("11-23 09:00", "2 working hours", "11-23 11:00", TestName = "Two_working_hours_can_end_within_the_morning")]
    [TestCase("11-23 08:00", "4 working hours", "11-23 12:00", TestName = "Four_working_hours_from_opening_end_at_noon")]
    [TestCase("11-23 08:00", "1 working day", "11-23 18:00", TestName = "One_working_day_from_opening_ends_at_closing")]
    [TestCase("11-23 11:00", "2 working hours", "11-23 15:00", TestName = "Working_hours_do_not_run_during_lunch")]
    [TestCase("11-23 12:00", "1 working minute", "11-23 14:01", TestName = "A_limit_that_starts_at_noon_counts_from_the_end_of_lunch")]
    [TestCase("11-23 13:00", "2 working hours", "11-23 16:00", TestName = "A_limit_that_starts_during_lunch_counts_from_its_end")]
    [TestCase("11-23 11:59:59", "1 working minute", "11-23 14:00:59", TestName = "The_last_second_before_lunch_counts")]
    [TestCase("11-23 17:59:59", "2 working hours", "11-24 09:59:59", TestName = "The_last_second_of_a_working_day_counts")]
    [TestCase("11-23 18:00", "2 working hours", "11-24 10:00", TestName = "A_limit_that_starts_at_closing_counts_from_the_next_morning")]
    [TestCase("11-23 03:00", "2 working hours", "11-23 10:00", TestName = "A_limit_that_starts_at_night_counts_from_the_morning")]
    [TestCase("11-27 17:00", "2 working hours", "11-30 09:00", TestName = "Working_hours_do_not_run_on_weekends")]
    [TestCase("11-28 10:00", "1 working day", "11-30 18:00", TestName = "A_working_day_that_starts_on_Saturday_counts_from_Monday")]
    [TestCase(
        "11-29 23:59:59", "30 working minutes", "11-30 08:30", TestName = "Working_minutes_that_start_on_Sunday_night_count_from_Monday")]
    [TestCase("11-23 10:20", "3 working days", "11-26 10:20", TestName = "Working_days_end_at_the_same_time_of_day")]
    [TestCase("11-27 17:00", "2 hours", "11-27 19:00", TestName = "Plain_hours_run_through_the_evening")]
    [TestCase("11-28 02:00", "30 urgent minutes", "11-28 02:30", TestName = "Urgent_minutes_run_through_the_night")]
    [TestCase("09-30 23:00", "2 urgent hours", "10-01 01:00", TestName = "Urgent_hours_run_through_a_holiday")]
    [TestCase("11-27 17:00", "7 days", "12-04 17:00", TestName = "Plain_days_count_every_day")]
    [TestCase("09-30 17:00", "2 working hours", "10-08 09:00", TestName = "Working_hours_do_not_run_on_National_Day")]
    [TestCase("09-30 10:20", "3 working days", "10-10 10:20", TestName = "A_make_up_Saturday_counts_as_a_working_day")]
    [TestCase("10-10 09:00", "2 working hours", "10-10 11:00", TestName = "Working_hours_run_on_a_make_up_Saturday")]
    [TestCase(
        "09-19 09:00", "2 working hours", "09-20 10:00", TestName = "A_limit_that_starts_on_a_free_Saturday_counts_on_the_make_up_Sunday")]
    [TestCase(
        "10-10 17:59:59", "1 working minute", "10-12 08:00:59", TestName = "A_limit_runs_from_a_make_up_Saturday_over_Sunday_to_Monday")]
    [TestCase("01-02 12:00", "1 working hour", "01-04 09:00", TestName = "Working_hours_run_on_the_make_up_Sunday_after_New_Year")]
    public void A_limit_ends_after_its_working_time(string start, string limit, string end) =>
        Assert.That(Calendar.After(Local(start), Limit.Read(limit)!), Is.EqualTo(new DueTime(Local(end), false)));

    [TestCase("11-23 09:00", "0 working hours", "11-23 09:00", TestName = "A_limit_of_zero_ends_at_once_within_working_hours")]
    [TestCase("11-23 12:00", "0 working hours", "11-23 14:00", TestName = "A_limit_of_zero_at_closing_ends_at_the_next_opening")]
    [TestCase("11-23 12:30", "0 working minutes", "11-23 14:00", TestName = "A_limit_of_zero_during_lunch_ends_after_it")]
    [TestCase("11-28 10:00", "0 working days", "11-30 08:00", TestName = "A_limit_of_zero_on_Saturday_ends_on_Monday")]
    [TestCase("11-28 10:00", "0 urgent minutes", "11-28 10:00", TestName = "A_limit_of_zero_urgent_minutes_ends_at_once")]
    [TestCase("11-28 10:00", "0 days", "11-28 10:00", TestName = "A_limit_of_zero_days_ends_at_once")]
    public void A_limit_of_zero_ends_now_or_at_the_next_opening(string start, string limit, string end) =>
        Assert.That(Calendar.After(Local(start), Limit.Read(limit)!).At, Is.EqualTo(Local(end)));

    [TestCase(
        "2022-12-30 17:00", "2 working hours", "2023-01-03 09:00", true,
        TestName = "A_due_time_before_the_first_announced_year_is_provisional")]
    [TestCase(
        "2023-12-29 17:00", "2 working hours", "2024-01-02 09:00", false, TestName = "New_Year_is_known_from_the_file_of_the_next_year")]
    [TestCase("2026-12-24 17:00", "1 working hour", "2026-12-24 18:00", false, TestName = "A_due_time_before_late_December_is_certain")]
    [TestCase(
        "2026-12-24 17:00", "2 working hours", "2026-12-25 09:00", true,
        TestName = "Late_December_is_provisional_until_the_next_year_is_announced")]
    [TestCase(
        "2026-12-30 09:00", "2 working hours", "2026-12-30 11:00", true,
        TestName = "The_30th_of_December_is_provisional_until_the_next_year_is_announced")]
    [TestCase(
        "2025-12-30 09:00", "2 working hours", "2025-12-30 11:00", false,
        TestName = "Late_December_is_certain_once_the_next_year_is_announced")]
    [TestCase(
        "2026-12-31 17:00", "2 working hours", "2027-01-01 09:00", true, TestName = "A_year_that_is_not_announced_has_plain_weekdays")]
    [TestCase("2026-12-31 17:00", "2 urgent hours", "2026-12-31 19:00", false, TestName = "A_limit_that_runs_on_is_always_certain")]
    [TestCase(
        "2027-02-09 09:00", "0 working hours", "2027-02-09 09:00", true,
        TestName = "A_limit_of_zero_is_provisional_in_an_unannounced_year")]
    [TestCase(
        "2026-11-23 09:00", "1000 working days", "2030-09-23 09:00", true, TestName = "A_limit_that_reaches_years_ahead_is_provisional")]
    public void A_due_time_says_whether_it_is_provisional(string start, string limit, string end, bool provisional) =>
        Assert.That(Calendar.After(At(start), Limit.Read(limit)!), Is.EqualTo(new DueTime(At(end), provisional)));

    [TestCase("11-23 10:00", "11-23 11:30", 90, TestName = "Working_time_between_counts_within_a_morning")]
    [TestCase("11-23 11:00", "11-23 15:00", 120, TestName = "Working_time_between_leaves_out_lunch")]
    [TestCase("11-23 12:00", "11-23 14:00", 0, TestName = "There_is_no_working_time_during_lunch")]
    [TestCase("11-27 17:00", "11-30 09:00", 120, TestName = "Working_time_between_leaves_out_a_weekend")]
    [TestCase("09-30 17:00", "10-08 09:00", 120, TestName = "Working_time_between_leaves_out_National_Day")]
    [TestCase("11-23 15:00", "11-23 11:00", -120, TestName = "Working_time_between_is_negative_backwards")]
    [TestCase("01-01 00:00", "12-25 00:00", 243 * 480, TestName = "There_are_243_working_days_in_2026_before_Christmas")]
    public void Working_time_between_two_instants_is_counted(string from, string to, int minutes) =>
        Assert.That(Calendar.Between(Local(from), Local(to)), Is.EqualTo(TimeSpan.FromMinutes(minutes)));

    [TestCase("11-23 08:00", true, "11-23 08:00")]
    [TestCase("11-23 11:59:59", true, "11-23 11:59:59")]
    [TestCase("11-23 12:00", false, "11-23 14:00")]
    [TestCase("11-23 18:00", false, "11-24 08:00")]
    [TestCase("10-03 10:00", false, "10-08 08:00")]
    [TestCase("10-10 10:00", true, "10-10 10:00")]
    public void A_calendar_is_open_during_its_hours_and_knows_the_next_opening(string at, bool open, string opening)
    {
        Assert.That(Calendar.IsOpen(Local(at)), Is.EqualTo(open));
        Assert.That(Calendar.NextOpening(Local(at)), Is.EqualTo(Local(opening)));
    }

    [Test]
    public void Due_times_keep_microseconds()
    {
        var start = Local("11-23 11:59:59").AddMicroseconds(999_999);

        Assert.That(
            Calendar.After(start, Limit.Read("1 working minute")!).At, Is.EqualTo(Local("11-23 14:00:59").AddMicroseconds(999_999)));
        Assert.That(Calendar.Between(start, Local("11-23 12:00")), Is.EqualTo(TimeSpan.FromMicroseconds(1)));
    }

    [TestCase("1 working hour")]
    [TestCase("1 hour")]
    [TestCase("1 day")]
    [TestCase("0 days")]
    public void A_start_may_have_any_offset_and_a_due_time_is_in_UTC(string limit)
    {
        var start = DateTimeOffset.Parse("2026-11-23 09:00 +08:00", CultureInfo.InvariantCulture);

        var due = Calendar.After(start, Limit.Read(limit)!).At;

        Assert.That(due.Offset, Is.EqualTo(TimeSpan.Zero));
        Assert.That(due, Is.EqualTo(Calendar.After(start.ToUniversalTime(), Limit.Read(limit)!).At));
    }

    [Test]
    public void Working_hours_are_local_times_of_the_zone()
    {
        var monday8InLondon = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

        Assert.That(
            WorkingCalendar.PlainWeekdays(DateTimeZoneProviders.Tzdb["Europe/London"])
                .After(monday8InLondon, Limit.Read("4 working hours")!).At,
            Is.EqualTo(monday8InLondon.AddHours(4)));
    }

    // In New York clocks go from 02:00 to 03:00 on 8 March 2015, and from 02:00 back to 01:00 on 1 November.
    [TestCase(
        "2015-03-07T23:00-05:00", "4 working hours", "2015-03-08T04:00-04:00",
        TestName = "A_working_hour_that_local_time_skips_does_not_count")]
    [TestCase(
        "2015-10-31T23:00-04:00", "4 working hours", "2015-11-01T02:00-05:00",
        TestName = "A_working_hour_that_local_time_repeats_counts_twice")]
    [TestCase("2015-03-07T10:00-05:00", "1 day", "2015-03-08T10:00-04:00", TestName = "A_day_ends_at_the_same_local_time")]
    [TestCase(
        "2015-03-07T02:30-05:00", "1 day", "2015-03-08T03:30-04:00", TestName = "A_day_whose_local_end_is_skipped_ends_an_hour_later")]
    [TestCase("2015-11-01T01:30-05:00", "0 days", "2015-11-01T01:30-05:00", TestName = "Zero_days_in_a_repeated_hour_end_at_once")]
    [TestCase(
        "2015-03-07T10:00-05:00", "24 hours", "2015-03-08T11:00-04:00", TestName = "Plain_hours_count_elapsed_time_when_clocks_change")]
    public void A_limit_follows_local_time_when_clocks_change(string start, string limit, string end) =>
        Assert.That(
            TestCalendars.Of("America/New_York", "monday to sunday: [00:00-06:00, 23:00-24:00]")
                .After(Instant(start), Limit.Read(limit)!).At,
            Is.EqualTo(Instant(end)));

    [TestCase(
        "03:00-05:00", "2015-03-08T00:00-05:00", "2015-03-08T06:00-04:00", 120,
        TestName = "A_span_after_the_skipped_hour_keeps_its_length")]
    [TestCase(
        "02:15-02:45", "2015-03-08T00:00-05:00", "2015-03-08T06:00-04:00", 0, TestName = "A_span_within_the_skipped_hour_does_not_exist")]
    [TestCase(
        "01:00-02:30", "2015-03-08T00:00-05:00", "2015-03-08T06:00-04:00", 60,
        TestName = "A_span_whose_end_is_skipped_ends_at_the_change")]
    [TestCase(
        "02:30-04:00", "2015-03-08T00:00-05:00", "2015-03-08T06:00-04:00", 60,
        TestName = "A_span_whose_beginning_is_skipped_begins_at_the_change")]
    [TestCase(
        "01:15-01:45", "2015-11-01T00:00-04:00", "2015-11-01T06:00-05:00", 60, TestName = "A_span_within_the_repeated_hour_comes_twice")]
    public void A_calendar_is_open_while_local_time_is_within_its_hours(string hours, string from, string to, int minutes) =>
        Assert.That(
            TestCalendars.Of("America/New_York", $"monday to sunday: {hours}").Between(Instant(from), Instant(to)),
            Is.EqualTo(TimeSpan.FromMinutes(minutes)));

    [TestCase(
        "monday to thursday: [08:00-12:00, 13:00-17:00]\n  friday: 08:00-12:00", 8,
        TestName = "A_working_day_has_the_length_that_most_weekdays_have")]
    [TestCase(
        "monday to tuesday: 08:00-12:00\n  wednesday to thursday: 08:00-17:00", 9,
        TestName = "A_working_day_has_the_longest_of_equally_frequent_lengths")]
    [TestCase("saturday: 09:00-12:00", 3, TestName = "A_working_day_has_the_length_of_the_only_day_with_hours")]
    public void A_working_day_has_the_length_of_the_most_frequent_hours(string hours, int length) =>
        Assert.That(TestCalendars.Of("Asia/Shanghai", hours).WorkingDay, Is.EqualTo(TimeSpan.FromHours(length)));

    [Test]
    public void A_calendar_may_end_a_used_up_limit_at_the_next_opening()
    {
        var boston = Situations.Calendars.Find("boston")!;

        Assert.That(
            boston.After(Instant("2015-03-06T05:00-05:00"), Limit.Read("1 working day")!).At,
            Is.EqualTo(Instant("2015-03-09T08:30-04:00")));
        Assert.That(
            boston.After(Instant("2015-03-06T09:00-05:00"), Limit.Read("1 working day")!).At,
            Is.EqualTo(Instant("2015-03-09T09:00-04:00")));
        Assert.That(
            boston.After(Instant("2015-04-17T17:00-04:00"), Limit.Read("0 working days")!).At,
            Is.EqualTo(Instant("2015-04-21T08:30-04:00")),
            "over Patriots' Day");
    }

    [Test]
    public void A_calendar_does_not_change_when_its_file_does()
    {
        var before = TestCalendars.Of("Asia/Shanghai", "monday to friday: 08:00-12:00");
        var due = before.After(Local("11-23 09:00"), Limit.Read("4 working hours")!);

        var after = TestCalendars.Of(
            "Asia/Shanghai", "monday to friday: 08:00-12:00", "{ date: 2026-11-24, name: { zh: 停电, en: Power cut }, off: true }");

        Assert.That(before.After(Local("11-23 09:00"), Limit.Read("4 working hours")!), Is.EqualTo(due), "a calendar never changes");
        Assert.That(due.At, Is.EqualTo(Local("11-24 09:00")));
        Assert.That(
            after.After(Local("11-23 09:00"), Limit.Read("4 working hours")!).At,
            Is.EqualTo(Local("11-25 09:00")),
            "computed again with the new one");
    }

    [Test]
    public void A_calendar_without_working_hours_is_refused() =>
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
    public void A_negative_time_and_one_beyond_the_last_year_are_refused()
    {
        Assert.That(() => Calendar.After(Local("11-23 09:00"), TimeSpan.FromTicks(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Calendar.After(DateTimeOffset.MaxValue, TimeSpan.FromHours(1)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    static DateTimeOffset Local(string time) => At($"2026-{time}");

    static DateTimeOffset At(string time) => DateTimeOffset.Parse($"{time} +08:00", CultureInfo.InvariantCulture).ToUniversalTime();

    static DateTimeOffset Instant(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUniversalTime();
}
