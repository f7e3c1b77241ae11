using System.Globalization;
using Dispatch.Accounts;
using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using NodaTime;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>
/// What counts of a limit that runs, with what was used of it before, is the limit and what it was extended by: whatever happened to the
/// order and to its calendar.
/// </summary>
public sealed class TheSumOfALimit
{
    /// <summary>The calendar with a day off more.</summary>
    static WorkingCalendar Without(WorkingCalendar calendar, int day)
    {
        var definition = CalendarJson.Read(calendar.Text)!;
        Dictionary<LocalDate, SpecialDay> days = new(definition.Days)
        {
            [new LocalDate(2026, 11, day)] = new SpecialDay(new Words("城市日", "City day"), false),
        };
        return new WorkingCalendar(definition with { Days = days });
    }

    static Journey Claimed(string category)
    {
        var journey = Journey.OfAMerchantOrder(category).Takes(Secretary, "accept")
            .Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""");
        journey.Now = Local("2026-11-23 10:00");
        return journey.Takes(Constable, "claim");
    }

    [TestCase("0110", """{"category":"0128"}""", TestName = "Is_of_the_calendar_from_before_where_a_correction_gives_a_limit")]
    [TestCase("0128", """{"urgency":"raised"}""", TestName = "Is_of_the_calendar_from_before_where_a_correction_changes_nothing")]
    public void Of_the_calendar_from_before(string category, string correction)
    {
        var journey = Claimed(category);
        journey.Calendar = Without(China, 24);
        journey.Now = Local("2026-11-23 10:30");

        journey.Takes(Constable, "correct", correction);

        var work = journey.Order.Clocks.Find(ClockOf.Work)!;
        Assert.That((work.Due, work.Calendar), Is.EqualTo((Local("2026-11-24 09:00"), China.Digest)), "as it was dispatched on Monday");
        AllAddUp(journey, "");
    }

    [Test]
    public void Is_of_the_calendar_by_which_it_ran_on_before_a_correction()
    {
        var journey = Claimed("0110").Takes(Secretary, "suspend", """{"until":"2026-12-01T00:00:00Z","reason":"等待"}""");
        journey.Calendar = Without(China, 26);
        journey.Now = Local("2026-11-25 17:00");
        journey.Takes(Secretary, "resume");
        journey.Calendar = Without(journey.Calendar, 27);

        journey.Takes(Constable, "correct", """{"category":"0128"}""");

        // An hour was used on Monday and one is on Wednesday; Thursday was off when it ran on, and Friday was not.
        Assert.That(journey.Order.Clocks.Find(ClockOf.Work)!.Due, Is.EqualTo(Local("2026-11-27 16:00")));
        Assert.That(
            journey.Explained.Single(limit => limit.Clock.Of == ClockOf.Work).Spans.Select(span => span.Reason.Zh),
            Is.SupersetOf((string[])["工作时间", "挂账", "城市日"]));
        AllAddUp(journey, "");
    }

    [Test]
    public void Tells_what_a_member_had_used_before_it_gave_the_order_back()
    {
        var journey = Claimed("0128");
        journey.Now = Local("2026-11-23 11:00");
        journey.Takes(Constable, "return", """{"reason":"人手不足"}""").Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""");

        var work = journey.Explained.Single(limit => limit.Clock.Of == ClockOf.Work);

        Assert.That((work.Used, work.Counted), Is.EqualTo((TimeSpan.FromHours(2), TimeSpan.FromHours(6))));
    }

    [Test]
    public void Counts_no_further_than_its_end_where_the_order_is_suspended_after_it()
    {
        var journey = Claimed("0128");
        journey.Now = Local("2026-11-24 16:00");
        journey.Takes(Secretary, "suspend", """{"until":"2026-12-01T00:00:00Z","reason":"等待"}""");
        journey.Now = Local("2026-11-25 09:00");
        journey.Takes(Secretary, "resume");

        AllAddUp(journey, "");
    }

    [Test]
    public void Is_the_limit_whatever_happens()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            var journey = Journey.OfAMerchantOrder(random.Next(2) == 0 ? "0110" : "0128").Takes(Secretary, "accept");
            for (var move = 0; move < 25; move++)
            {
                journey.Now += TimeSpan.FromMinutes(random.Next(0, 600));
                journey.Ticks();
                if (random.Next(5) == 0)
                    journey.Calendar = Without(journey.Calendar, random.Next(24, 31));
                var (caller, step, input) = Move(random, journey);
                if (journey.RefusalOf(caller, step, input) is not null)
                    continue;
                journey.Takes(caller, step, input);

                var way = string.Join(' ', journey.History.Select(taken => taken.Step.Name));
                AllAddUp(journey, $"seed {seed}, move {move}, {way}");
            }
        }
    }

    static (Caller, string, string) Move(Random random, Journey journey) => random.Next(14) switch
    {
        0 => (Secretary, "suspend", $$"""{"until":"{{journey.Now.AddDays(random.Next(1, 5)):O}}","reason":"等待"}"""),
        1 => (Secretary, "resume", "{}"),
        2 => (Constable, "extend", random.Next(2) == 0
            ? """{"reason":"等待","limit":"4 working hours"}"""
            : """{"reason":"等待"}"""),
        3 => (Secretary, "grant", "{}"),
        4 => (Constable, "return", """{"reason":"人手不足"}"""),
        5 => (Constable, "correct", """{"category":"0128"}"""),
        6 => (Constable, "correct", """{"category":"0110"}"""),
        7 => (Constable, "correct", $$"""{"urgency":"{{(random.Next(2) == 0 ? "urgent" : "normal")}}"}"""),
        8 => (Constable, "claim", "{}"),
        9 => (UrbanManager, "reassign", """{"lead":"paichusuo","reason":"改派"}"""),
        10 => (UrbanManager, "recall", "{}"),
        11 => (CommunityWorker, "comment", """{"text":"催办"}"""),
        _ => (UrbanManager, "assign", random.Next(3) == 0 ? """{"lead":"huanwei"}""" : """{"lead":"paichusuo"}"""),
    };

    static void AllAddUp(Journey journey, string where)
    {
        var history = Corrected.Of(journey.Order, journey.History, journey.At(Caller.System));
        foreach (var limit in journey.Explained)
        {
            var clock = limit.Clock;
            var whole = China.LengthOf(clock.Limit) + Extensions(clock, history);
            // What stands still after its end has less than nothing left.
            var left = clock.Left is { } some && some > TimeSpan.Zero ? some : TimeSpan.Zero;
            Assert.That(limit.Counted + limit.Used + left, Is.EqualTo(whole).Within(TimeSpan.FromMilliseconds(1)), $"{clock.Of}: {where}");
        }
    }

    /// <summary>What was granted since it began.</summary>
    static TimeSpan Extensions(Clock clock, IReadOnlyList<TakenStep> history)
    {
        var (sum, began, asked) = (TimeSpan.Zero, false, clock.Limit);
        foreach (var taken in history)
        {
            if (began && taken.Step is GrantStep)
                sum += China.LengthOf(asked);
            if (taken.Step is ExtendStep extend)
                asked = extend.Limit is { } words ? Limit.Read(words)! : clock.Limit;
            began |= taken.Clocks?.Find(clock.Of)?.Began == clock.Began;
        }

        return sum;
    }

    static DateTimeOffset Local(string text) => DateTimeOffset.Parse($"{text}+08:00", CultureInfo.InvariantCulture).ToUniversalTime();
}
