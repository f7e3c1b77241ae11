using System.Globalization;
using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>
/// Every limit that runs on an order, step by step. 商业噪音 has a limit of its own: one working day, two urgent hours when urgent.
/// </summary>
public sealed class TheClocksOfAnOrder
{
    static Journey Accepted(string urgency = "normal") =>
        Journey.OfAMerchantOrder("0128").Takes(Secretary, "accept", $$"""{"urgency":"{{urgency}}"}""");

    static Journey Claimed(string urgency = "normal") =>
        Accepted(urgency).Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""").Takes(Constable, "claim");

    [Test]
    public void Are_each_kept_and_the_first_that_ends_counts()
    {
        var journey = Claimed();

        Assert.That(
            Deadlines(journey),
            Is.EqualTo((string[])["work 2026-11-24 09:00", "stage 2026-11-26 09:00", "order 2026-12-08 09:00"]));
        Assert.That(journey.Order.Due, Is.EqualTo(Local("2026-11-24 09:00")));
    }

    [Test]
    public void Run_through_the_night_when_the_category_says_so_for_the_urgent() =>
        Assert.That(Deadlines(Claimed("urgent"))[0], Is.EqualTo("work 2026-11-23 11:00"));

    [Test]
    public void Count_the_work_from_the_dispatch_and_not_from_the_claim()
    {
        var journey = Accepted().Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""");
        journey.Now = Local("2026-11-23 12:00");

        journey.Takes(Constable, "claim");

        Assert.That(Deadlines(journey), Does.Contain("work 2026-11-24 09:00"));
    }

    [Test]
    public void Are_not_moved_by_remarks_and_pictures()
    {
        var journey = Claimed();
        var before = journey.Order.Clocks;
        journey.Now = Local("2026-11-23 16:00");

        journey.Takes(Constable, "comment", """{"text":"已到现场"}""")
            .Takes(Constable, "attach", """{"photos":["https://photos.example/1.jpg"]}""");

        Assert.That(journey.Order.Clocks, Is.EqualTo(before));
    }

    [Test]
    public void Give_a_member_that_gets_the_order_again_only_what_it_had_left()
    {
        var journey = Claimed();
        journey.Now = Local("2026-11-23 11:00"); // two hours used
        journey.Takes(Constable, "return", """{"reason":"人手不足"}""");
        journey.Now = Local("2026-11-23 16:00");

        journey.Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""");

        Assert.That(
            Deadlines(journey),
            Does.Contain("work 2026-11-24 12:00"),
            "six working hours of eight are left: two today, four tomorrow morning");
    }

    [Test]
    public void Give_another_member_the_whole_limit_and_none_of_the_orders()
    {
        var journey = Claimed();
        journey.Now = Local("2026-11-23 11:00");
        journey.Takes(Constable, "return", """{"reason":"不属本所"}""").Takes(UrbanManager, "assign", """{"lead":"chengguan"}""");

        Assert.That(Deadlines(journey), Does.Contain("work 2026-11-24 11:00").And.Contain("order 2026-12-08 09:00"));
    }

    [Test]
    public void Stand_still_while_suspended_and_go_on_to_the_second()
    {
        var journey = Claimed();
        journey.Now = Local("2026-11-23 10:20").AddSeconds(7);
        journey.Takes(Secretary, "suspend", """{"until":"2026-12-01T00:00:00Z","reason":"等待管网改造"}""");
        Assert.That(
            journey.Order.Due,
            Is.EqualTo(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)),
            "when it resumes is what comes next");
        Assert.That(journey.RefusalOf(Constable, "resolve", """{"note":"已办"}"""), Is.EqualTo("suspended"));
        journey.Now = Local("2026-11-25 08:30");

        journey.Takes(Secretary, "resume");

        // 1:20:07 were used before; 6:39:53 are left from 08:30: 3:30 before lunch, 3:09:53 after it.
        Assert.That(Deadlines(journey)[0], Is.EqualTo("work 2026-11-25 17:09:53"));
        Assert.That(journey.RefusalOf(Secretary, "suspend", """{"until":"2026-12-09T00:00:00Z","reason":"再等"}"""), Is.EqualTo("used-up"));
    }

    [Test]
    public void Run_on_by_themselves_when_the_suspension_is_over()
    {
        var journey = Claimed().Takes(Secretary, "suspend", """{"until":"2026-11-25T00:30:00Z","reason":"等待材料"}""");
        journey.Now = Local("2026-11-25 08:30");

        Assert.That(journey.Ticks(), Is.EqualTo((string[])["resume"]));
        Assert.That(Deadlines(journey)[0], Is.EqualTo("work 2026-11-26 08:30"));
    }

    [TestCase("""{"until":"2026-11-23T00:00:00Z","reason":"r"}""", "in-the-past")]
    [TestCase("""{"until":"2028-01-01T00:00:00Z","reason":"r"}""", "more-than-a-year-ahead")]
    public void Do_not_stand_still(string input, string fault) =>
        Assert.That(Claimed().Asks(Secretary, "suspend", input).Refusal?.Fields?["until"], Is.EqualTo(fault));

    [Test]
    public void Run_longer_when_more_time_is_granted_twice_at_most()
    {
        var journey = Claimed();
        foreach (var expected in (string[])["work 2026-11-25 09:00", "work 2026-11-26 09:00"])
        {
            journey.Takes(Constable, "extend", """{"reason":"等待材料"}""");
            Assert.That(journey.RefusalOf(Constable, "extend", """{"reason":"还要"}"""), Is.EqualTo("asked-already"));
            journey.Takes(Secretary, "grant");
            Assert.That(Deadlines(journey)[0], Is.EqualTo(expected), "as much again as the limit");
        }

        Assert.That(journey.RefusalOf(Constable, "extend", """{"reason":"再要"}"""), Is.EqualTo("used-up"));
    }

    [Test]
    public void Run_as_before_when_more_time_is_refused_and_that_does_not_count()
    {
        var journey = Claimed();
        for (var time = 0; time < 3; time++)
            journey.Takes(Constable, "extend", """{"reason":"等待材料","limit":"2 working hours"}""")
                .Takes(Secretary, "deny", """{"reason":"理由不足"}""");
        Assert.That(Deadlines(journey)[0], Is.EqualTo("work 2026-11-24 09:00"));

        journey.Takes(Constable, "extend", """{"reason":"等待材料","limit":"2 working hours"}""").Takes(UrbanManager, "grant");

        Assert.That(Deadlines(journey)[0], Is.EqualTo("work 2026-11-24 11:00"));
    }

    [Test]
    public void Are_not_extended_once_one_has_ended()
    {
        var journey = Claimed();
        journey.Now = Local("2026-11-24 09:00");

        Assert.That(journey.RefusalOf(Constable, "extend", """{"reason":"等待材料"}"""), Is.EqualTo("overdue"));
    }

    [Test]
    public void Warn_at_four_fifths_then_note_the_breach_and_climb_the_ladder_once_each()
    {
        var journey = Claimed();
        List<string> told = [];
        for (var (now, end) = (Local("2026-11-23 09:00"), Local("2026-11-28 09:00")); now < end; now += TimeSpan.FromMinutes(1))
        {
            journey.Now = now;
            told.AddRange(journey.Ticks().Select(step => $"{Shown(now)} {step}"));
        }

        Assert.That(told, Is.EqualTo((string[])
        [
            "2026-11-23 17:24 warn work", // 6.4 of 8 working hours
            "2026-11-24 09:00 breach work",
            "2026-11-24 09:00 escalate work secretariat",
            "2026-11-25 09:00 escalate work chair",
            "2026-11-25 14:12 warn stage", // 19.2 of 24 working hours
            "2026-11-26 09:00 breach stage",
            "2026-11-26 09:00 escalate stage secretariat",
            "2026-11-27 09:00 escalate work joint-meeting",
            "2026-11-27 09:00 escalate stage chair",
        ]));
        Assert.That(journey.Order.State.Level, Is.EqualTo("chair"), "as the last notice has it");
        Assert.That(journey.Recomputed, Is.EqualTo(journey.Order).UsingPropertiesComparer());
    }

    [Test]
    public void Make_up_in_order_for_what_was_missed_and_say_how_late_it_is()
    {
        var journey = Claimed();
        journey.Now = Local("2026-11-30 10:00");

        Assert.That(journey.Ticks(), Is.EqualTo((string[])
        [
            "warn work", "breach work", "escalate work secretariat", "escalate work chair",
            "warn stage", "breach stage", "escalate stage secretariat",
            "escalate work joint-meeting", "escalate stage chair",
        ]));
        Assert.That(
            journey.History.Select(taken => taken.Step).OfType<BreachStep>().First().Late,
            Is.EqualTo(TimeSpan.FromHours((6 * 24) + 1)));
    }

    [Test]
    public void Wake_nobody_at_night_unless_it_is_urgent()
    {
        // The order's fifteen days are counted through nights: four fifths of them end on a Saturday morning at nine.
        var journey = Journey.OfAMerchantOrder();
        journey.Takes(Secretary, "accept").Takes(UrbanManager, "assign", """{"lead":"huanwei"}""").Takes(Cleaner, "claim");
        journey.Now = Local("2026-12-04 12:00");
        journey.Ticks();

        Assert.That(
            Alarm.Next(journey.Order.Clocks, MerchantOrder.Ladder, urgent: false, China)!.At,
            Is.EqualTo(Local("2026-12-07 08:00")));
        Assert.That(Alarm.Next(journey.Order.Clocks, MerchantOrder.Ladder, urgent: true, China)!.At, Is.EqualTo(Local("2026-12-05 09:00")));
    }

    [Test]
    public void Bring_what_nobody_claims_from_the_pool_to_the_chair()
    {
        var journey = Accepted().Takes(UrbanManager, "offer");
        journey.Now = Local("2026-11-23 15:00");

        Assert.That(journey.Ticks(), Does.Contain("lapse"));
        Assert.That((journey.Order.Stage, journey.Order.Desk), Is.EqualTo(("accepted", "chair")));
        Assert.That(journey.History[^1].Actor.Id, Is.EqualTo("clock"));
    }

    [Test]
    public void Close_what_the_merchant_does_not_answer()
    {
        var journey = Journey.Resolved();
        journey.Now = Local("2026-11-30 09:00");

        Assert.That(journey.Ticks()[^1], Is.EqualTo("lapse"));
        Assert.That(journey.Order.Stage, Is.EqualTo("closed"));
        Assert.That(((LapseStep)journey.History[^1].Step).Reason.Zh, Is.EqualTo("商户逾期未答复，自动办结"));
        Assert.That(journey.Order.Clocks.NextAt, Is.Null, "nothing is left to do");
    }

    [Test]
    public void Let_the_joint_meeting_bind_the_member_it_names()
    {
        var journey = Claimed();
        Assert.That(
            journey.RefusalOf(Secretary, "settle", """{"lead":"huanwei","by":"2026-12-04T10:00:00Z","note":"议定"}"""),
            Is.EqualTo("not-before-the-meeting"));
        journey.Now = Local("2026-11-27 09:00");
        journey.Ticks();
        journey.Order = journey.Order with { State = journey.Order.State with { Level = Level.JointMeeting } };

        Assert.That(
            journey.RefusalOf(Secretary, "settle", """{"lead":"huanwei","by":"9999-12-31T00:00:00Z","note":"笔误"}"""),
            Is.EqualTo("bad-input"));

        journey.Takes(Secretary, "settle", """{"lead":"huanwei","by":"2026-12-04T10:00:00Z","note":"环卫所负责","ruling":"店前三米归环卫所"}""");

        Assert.That((journey.Order.Stage, journey.Parts[^1]), Is.EqualTo(("assigned", "huanwei lead assigned")));
        Assert.That(journey.Order.Clocks.Find(ClockOf.Work)!.Due, Is.EqualTo(new DateTimeOffset(2026, 12, 4, 10, 0, 0, TimeSpan.Zero)));
        Assert.That(journey.RefusalOf(Cleaner, "return", """{"reason":"不归我们"}"""), Is.EqualTo("settled"));
    }

    [Test]
    public void Take_an_appeal_once_and_after_the_end()
    {
        var journey = Journey.Closed();
        Assert.That(journey.RefusalOf(Banker, "appeal", """{"reason":"台风"}"""), Is.EqualTo("not-your-part"));

        journey.Takes(Cleaner, "appeal", """{"reason":"台风天气","photos":["https://photos.example/1.jpg"]}""");
        Assert.That(journey.RefusalOf(Cleaner, "appeal", """{"reason":"再申诉"}"""), Is.EqualTo("asked-already"));
        journey.Takes(Secretary, "uphold");

        Assert.That((journey.Order.State.Appeal, journey.Order.Stage), Is.EqualTo(("upheld", "closed")));
        Assert.That(journey.RefusalOf(Secretary, "dismiss", """{"reason":"反悔"}"""), Is.EqualTo("nothing-asked"));
    }

    [Test]
    public void Are_explained_span_by_span_and_add_up_to_the_limit()
    {
        var journey = Claimed();
        journey.Now = Local("2026-11-23 10:20");
        journey.Takes(Secretary, "suspend", """{"until":"2026-12-01T00:00:00Z","reason":"等待管网改造"}""");
        journey.Now = Local("2026-11-24 09:00");
        journey.Takes(Secretary, "resume");

        var work = ExplainedDeadline.Of(journey.Order, journey.History, China)[0];

        var spans = work.Spans
            .Select(span => $"{Shown(span.From)}–{Shown(span.To)[11..]} {span.Reason.Zh}{(span.Counts ? " ✓" : "")}");
        Assert.That(spans, Is.EqualTo((string[])
        [
            "2026-11-23 09:00–10:20 工作时间 ✓",
            "2026-11-23 10:20–09:00 挂账",
            "2026-11-24 09:00–12:00 工作时间 ✓",
            "2026-11-24 12:00–14:00 午休",
            "2026-11-24 14:00–17:40 工作时间 ✓",
        ]));
        Assert.That(work.Counted, Is.EqualTo(TimeSpan.FromHours(8)));
    }

    [Test]
    public void Are_explained_through_an_extension_too()
    {
        var journey = Claimed();
        journey.Now = Local("2026-11-23 15:00");
        journey.Takes(Constable, "extend", """{"reason":"等待材料","limit":"2 working hours"}""").Takes(Secretary, "grant");

        Assert.That(ExplainedDeadline.Of(journey.Order, journey.History, China)[0].Counted, Is.EqualTo(TimeSpan.FromHours(10)));
    }

    [Test]
    public void End_later_by_an_extension_that_is_granted_after_both_ends()
    {
        var journey = Claimed().Takes(Constable, "extend", """{"reason":"等待材料","limit":"2 working hours"}""");
        journey.Now = Local("2026-11-25 10:00");
        journey.Takes(Secretary, "grant");

        Assert.That(journey.Order.Clocks.Find(ClockOf.Work)!.Due, Is.EqualTo(Local("2026-11-24 11:00")), "two hours after Tuesday, nine");
        Assert.That(journey.Explained.Single(limit => limit.Clock.Of == ClockOf.Work).Counted, Is.EqualTo(TimeSpan.FromHours(10)));
    }

    [Test]
    public void Count_what_the_clock_does_late_from_when_it_was_due()
    {
        var (inTime, late) = (Accepted().Takes(UrbanManager, "offer"), Accepted().Takes(UrbanManager, "offer"));
        foreach (var now in (string[])["2026-11-23 15:00", "2026-11-24 11:00"])
        {
            inTime.Now = Local(now);
            inTime.Ticks();
        }

        late.Now = Local("2026-11-24 11:00"); // nobody was there from the afternoon on
        late.Ticks();

        Assert.That(Deadlines(late), Is.EqualTo(Deadlines(inTime)), "the chair has two hours from three o'clock");
        Assert.That(Deadlines(late)[0], Is.EqualTo("stage 2026-11-23 17:00"));
        Assert.That(late.Order.State.Level, Is.EqualTo(inTime.Order.State.Level));
        AllAddUp(late);
    }

    [Test]
    public void Run_on_from_the_end_of_a_suspension_however_late_that_is_seen()
    {
        var journey = Claimed().Takes(Secretary, "suspend", """{"until":"2026-11-25T08:00:00+08:00","reason":"等待材料"}""");
        journey.Now = Local("2026-11-30 11:00");

        journey.Ticks();

        Assert.That(Deadlines(journey), Is.EqualTo((string[])
            ["work 2026-11-25 18:00", "stage 2026-11-27 18:00", "order 2026-12-10 08:00"]), "as if somebody had been there on Wednesday");
        AllAddUp(journey);
    }

    [Test]
    public void Stand_still_from_when_a_late_lapse_was_due()
    {
        var journey = Journey.Resolved();
        journey.Now = Local("2026-12-07 17:00"); // five working days ended a week before

        journey.Ticks();

        Assert.That(journey.Order.Clocks.Find(ClockOf.Order)!.Left, Is.EqualTo(TimeSpan.FromDays(8)), "of fifteen");
        Assert.That(
            ExplainedDeadline.Of(journey.Order, journey.History, China).Single(limit => limit.Clock.Of == ClockOf.Order).Counted,
            Is.EqualTo(TimeSpan.FromDays(7)));
    }

    /// <summary>What counted of each limit that runs is the limit.</summary>
    static void AllAddUp(Journey journey)
    {
        foreach (var limit in ExplainedDeadline.Of(journey.Order, journey.History, China).Where(limit => limit.Clock.Runs))
            Assert.That(limit.Counted, Is.EqualTo(China.LengthOf(limit.Clock.Limit)), limit.Clock.Of);
    }

    [TestCase("100000 working days")]
    [TestCase("36500 days")]
    [TestCase("300 working days")]
    [TestCase("8785 hours")]
    public void Are_not_extended_by_more_than_a_year(string limit)
    {
        var asked = Claimed().Asks(Constable, "extend", $$"""{"reason":"手滑","limit":"{{limit}}"}""");

        Assert.That(asked.Refusal?.Fields?["limit"], Is.EqualTo("more-than-a-year"));
    }

    [Test]
    public void Are_extended_by_a_year_at_most() =>
        Claimed().Takes(Constable, "extend", """{"reason":"等待材料","limit":"366 days"}""");

    [Test]
    public void Book_every_minute_of_the_orders_life_to_who_held_it()
    {
        var journey = Accepted();
        journey.Now = Local("2026-11-23 10:00");
        journey.Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""").Takes(Constable, "claim");
        journey.Now = Local("2026-11-30 12:00");
        journey.Takes(Constable, "return", """{"reason":"不属本所"}""");
        var until = Local("2026-12-01 09:30"); // the chair is handed over at midnight

        var bookings = Booking.Of(journey.Order, journey.History, Shengyang, until);

        Assert.That(bookings.Select(booking => $"{Shown(booking.From)} {booking.Desk} {booking.Member}"), Is.EqualTo((string[])
        [
            "2026-11-23 09:00 chair chengguan",
            "2026-11-23 10:00 member paichusuo",
            "2026-11-30 12:00 chair chengguan",
            "2026-12-01 00:00 chair huanwei",
        ]));
        Assert.That(bookings.Aggregate(TimeSpan.Zero, (sum, booking) => sum + booking.Length), Is.EqualTo(until - journey.Order.FiledAt));
    }

    static IReadOnlyList<string> Deadlines(Journey journey) =>
        [.. journey.Order.Clocks.Deadlines.Where(clock => clock.Runs).Select(clock => $"{clock.Of} {Shown(clock.Due)}")];

    /// <summary>A time of the clock in Putian.</summary>
    static DateTimeOffset Local(string time) =>
        DateTimeOffset.Parse(time + "+08:00", CultureInfo.InvariantCulture).ToUniversalTime();

    static string Shown(DateTimeOffset at) =>
        at.ToOffset(TimeSpan.FromHours(8))
            .ToString(at.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
