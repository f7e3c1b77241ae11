using System.Globalization;
using Dispatch.Deadlines;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Tests.Deadlines;

/// <summary>All times are those of a clock in Putian; 23 November 2026 is a Monday.</summary>
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
    [TestCase("11-23 09:00", "3 working days", "11-26 09:00", TestName = "Counts_a_working_day_as_eight_hours")]
    [TestCase("11-27 17:00", "2 hours", "11-27 19:00", TestName = "Runs_through_the_evening_where_hours_are_not_working_hours")]
    [TestCase("11-28 02:00", "30 urgent minutes", "11-28 02:30", TestName = "Runs_through_the_night_where_it_is_urgent")]
    [TestCase("11-27 17:00", "7 days", "12-04 17:00", TestName = "Counts_every_day_where_days_are_not_working_days")]
    public void Says_when_a_limit_ends(string start, string limit, string end) =>
        Assert.That(Calendar.After(Local(start), Limit.Read(limit)!).At, Is.EqualTo(Local(end)));

    [Test]
    public void Keeps_microseconds()
    {
        var start = Local("11-23 11:59:59").AddMicroseconds(999_999);

        Assert.That(Calendar.After(start, Limit.Read("1 working minute")!).At, Is.EqualTo(Local("11-23 14:00:59").AddMicroseconds(999_999)));
    }

    [Test]
    public void Answers_in_UTC() =>
        Assert.That(Calendar.After(Local("11-23 09:00"), Limit.Read("1 working hour")!).At.Offset, Is.EqualTo(TimeSpan.Zero));

    [Test]
    public void Goes_by_the_clock_of_its_zone()
    {
        var monday8InLondon = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

        Assert.That(
            WorkingCalendar.PlainWeekdays(DateTimeZoneProviders.Tzdb["Europe/London"]).After(monday8InLondon, Limit.Read("4 working hours")!).At,
            Is.EqualTo(monday8InLondon.AddHours(4)));
    }

    static DateTimeOffset Local(string time) => DateTimeOffset.Parse($"2026-{time} +08:00", CultureInfo.InvariantCulture).ToUniversalTime();
}
