using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Reports;
using Dispatch.Tests.Orders;
using NodaTime;
using NodaTime.Text;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Reports;

/// <summary>Hand-made histories and the outcomes that are read off them. Monday, 23 November 2026, 09:00 is when they begin.</summary>
public sealed class WhatCameOfAnOrder
{
    const string Resolved = """{"note":"已办"}""";

    static DateTimeOffset Local(string text) =>
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(text).Value
            .InZoneLeniently(Shanghai).ToDateTimeOffset().ToUniversalTime();

    static IReadOnlyList<Outcome> Count(Journey journey) => OutcomeTracker.OutcomesOf(journey.Order, journey.History, China);

    static string Figure(Journey journey, Measure measure, string? member = null, string? now = null) =>
        Naive.Figure(
            Count(journey), measure, now is null ? journey.Now : Local(now), outcome => member is null || outcome.Member == member);

    /// <summary>Accepted and given to the police, whose work on noise may take one working day.</summary>
    static Journey Given(string lead = "paichusuo", string support = "") => Journey.OfAMerchantOrder("0128")
        .Takes(Secretary, "accept")
        .Takes(UrbanManager, "assign", $$"""{"lead":"{{lead}}","support":[{{support}}]}""");

    static Journey At(Journey journey, string local)
    {
        journey.Now = Local(local);
        return journey;
    }

    static readonly (Measure Measure, string Figure)[] OfAGoodOne =
    [
        (Measures.Response, "1/1"), (Measures.OnTime, "1/1"), (Measures.Disposal, "1/1"), (Measures.Backlog, "0/1"),
        (Measures.Extension, "0/1"), (Measures.Return, "0/1"), (Measures.Accuracy, "1/1"), (Measures.Overdue, "0/5"),
        (Measures.Resolution, "1/1"), (Measures.Satisfaction, "1/1"), (Measures.Rework, "0/1"), (Measures.Answered, "1/1"),
        (Measures.Whole, "1/1"), (Measures.Closed, "1/1"),
    ];

    [Test]
    public void An_order_that_went_well_counts_once_in_every_measure()
    {
        var journey = At(Given(), "2026-11-23 11:00").Takes(Constable, "claim");
        At(journey, "2026-11-23 15:00").Takes(Constable, "resolve", Resolved).Takes(CommunityWorker, "confirm", """{"rating":4}""");

        Assert.That(Measures.All.Select(measure => (measure, Figure(journey, measure))), Is.EquivalentTo(OfAGoodOne));
        Assert.That(Count(journey).Where(outcome => outcome.Minutes > 0)
            .Select(outcome => (outcome.Stage, outcome.Minutes, outcome.Member)),
            Is.EqualTo((IEnumerable<(string, int?, string)>)[("assigned", 120, "paichusuo"), ("claimed", 120, "paichusuo")]),
            "the noon hours are no working time");
        Assert.That(Count(journey).Select(outcome => outcome.Day), Has.All.EqualTo("2026-11-23"));
    }

    [Test]
    public void A_part_may_be_claimed_late_and_its_work_done_in_time()
    {
        var journey = At(Journey.OfAMerchantOrder().Takes(Secretary, "accept")
            .Takes(UrbanManager, "assign", """{"lead":"huanwei"}"""), "2026-11-23 16:00")
            .Takes(Cleaner, "claim");
        At(journey, "2026-11-25 09:00").Takes(Cleaner, "resolve", Resolved);

        Assert.That(
            (Figure(journey, Measures.Response), Figure(journey, Measures.OnTime), Figure(journey, Measures.Overdue, "huanwei")),
            Is.EqualTo(("0/1", "1/1", "1/2")));
    }

    [Test]
    public void Work_is_late_from_the_end_of_its_limit_whether_or_not_a_watch_runs()
    {
        var journey = Given().Takes(Constable, "claim");

        Assert.That(
            (Figure(journey, Measures.OnTime, now: "2026-11-23 17:59"), Figure(journey, Measures.OnTime, now: "2026-11-24 09:00")),
            Is.EqualTo(("0/0", "0/1")));
        Assert.That(Figure(journey, Measures.Backlog, now: "2026-11-24 09:01"), Is.EqualTo("1/1"));

        At(journey, "2026-11-26 09:00").Takes(Constable, "resolve", Resolved);

        Assert.That(journey.History.Select(taken => taken.Step.Name), Does.Not.Contain("breach"), "no watch was running");
        Assert.That(
            (Figure(journey, Measures.OnTime), Figure(journey, Measures.Disposal), Figure(journey, Measures.Backlog)),
            Is.EqualTo(("0/1", "1/1", "0/1")));
        Assert.That(
            Count(journey).Single(outcome => outcome.Kind == OutcomeKind.Work).Day,
            Is.EqualTo("2026-11-24"),
            "the day on which the limit ended");
    }

    [Test]
    public void Outcomes_are_the_same_with_and_without_the_notices_of_the_watch()
    {
        Journey Late(bool watched)
        {
            var journey = Given().Takes(Constable, "claim");
            At(journey, "2026-11-25 09:00");
            if (watched)
                Assert.That(journey.Ticks(), Does.Contain("breach work"));
            return journey.Takes(Constable, "resolve", Resolved).Takes(CommunityWorker, "confirm");
        }

        Assert.That(Count(Late(watched: true)), Is.EqualTo(Count(Late(watched: false))));
    }

    [Test]
    public void A_part_returned_in_time_counts_against_accuracy_and_not_response()
    {
        var journey = Given("paichusuo").Takes(Constable, "return", """{"reason":"不属本所"}""")
            .Takes(UrbanManager, "assign", """{"lead":"chengguan"}""")
            .Takes(UrbanManager, "claim").Takes(UrbanManager, "resolve", Resolved).Takes(CommunityWorker, "confirm");

        Assert.That(
            (Figure(journey, Measures.Response, "paichusuo"), Figure(journey, Measures.Return, "paichusuo")),
            Is.EqualTo(("0/0", "1/1")));
        Assert.That(
            (Figure(journey, Measures.Response, "chengguan"), Figure(journey, Measures.Return, "chengguan")),
            Is.EqualTo(("1/1", "0/1")));
        Assert.That(Figure(journey, Measures.Accuracy), Is.EqualTo("1/2"), "a rate that is always 100 % says nothing");
        Assert.That(
            (Figure(journey, Measures.OnTime, "paichusuo"), Figure(journey, Measures.OnTime, "chengguan")),
            Is.EqualTo(("0/0", "1/1")),
            "each lead answers for their own part");
    }

    [Test]
    public void A_step_that_was_taken_back_counts_no_more_than_the_recall()
    {
        static Journey Walk(bool slips)
        {
            var journey = Journey.OfAMerchantOrder("0128");
            if (slips)
                At(journey.Takes(Secretary, "refuse", """{"reason":"点错了"}"""), "2026-11-23 09:10").Takes(Secretary, "recall");
            At(journey, "2026-11-23 09:20").Takes(Secretary, "accept");
            if (slips)
            {
                At(journey.Takes(UrbanManager, "assign", """{"lead":"yinhang"}"""), "2026-11-23 16:00").Ticks();
                journey.Takes(UrbanManager, "recall").Takes(UrbanManager, "offer").Takes(UrbanManager, "recall");
            }

            At(journey, "2026-11-23 16:10").Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""").Takes(Constable, "claim");
            return journey.Takes(Constable, "resolve", Resolved).Takes(CommunityWorker, "confirm", """{"rating":5}""");
        }

        Assert.That(Count(Walk(slips: true)), Is.EqualTo(Count(Walk(slips: false))));
    }

    [Test]
    public void An_order_that_came_back_from_a_merger_counts_as_any_other()
    {
        var journey = Journey.OfAMerchantOrder("0128");
        var lead = journey.Order with { Id = Guid.Parse("019ab000-0000-7000-8000-000000000000"), Number = "SY-1" };
        journey.Others = new Dictionary<string, Order> { ["SY-1"] = lead };
        journey.Takes(Secretary, "merge", """{"into":"SY-1"}""");
        Assert.That(Figure(journey, Measures.Closed), Is.EqualTo("0/1"), "merged is ended, and not closed");
        journey.Others = new Dictionary<string, Order> { ["SY-1"] = lead with { Stage = "withdrawn", Desk = null } };
        At(journey, "2026-11-24 09:00").Follows();
        journey.Takes(Secretary, "accept").Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""");
        journey.Takes(Constable, "claim").Takes(Constable, "resolve", Resolved).Takes(CommunityWorker, "confirm", """{"rating":5}""");

        Assert.That(
            ((Measure[])[Measures.Resolution, Measures.Satisfaction, Measures.Whole, Measures.Closed]).Select(one => Figure(journey, one)),
            Is.All.EqualTo("1/1"));
    }

    [Test]
    public void Work_is_judged_by_the_limit_of_the_category_that_was_right()
    {
        static Journey Late(string category, string urgency) => At(
            Journey.OfAMerchantOrder(category).Takes(Secretary, "accept", $$"""{"urgency":"{{urgency}}"}""")
                .Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""").Takes(Constable, "claim"),
            "2026-11-23 15:00");

        var wronglyLate = Late("0128", "urgent").Takes(Constable, "correct", """{"urgency":"normal"}""")
            .Takes(Constable, "resolve", Resolved);
        Assert.That(Figure(wronglyLate, Measures.OnTime), Is.EqualTo("1/1"));

        var wronglyInTime = Late("0110", "urgent").Takes(Constable, "correct", """{"category":"0128"}""");
        At(wronglyInTime, "2026-11-23 15:10").Takes(Constable, "resolve", Resolved);
        Assert.That(Figure(wronglyInTime, Measures.OnTime), Is.EqualTo("0/1"));
        Assert.That(Count(wronglyInTime).Select(outcome => outcome.Category), Has.All.EqualTo("0128"));
    }

    [Test]
    public void A_part_that_the_chair_gave_to_another_is_no_return_and_its_time_is_its_holders()
    {
        var journey = At(Given("yinhang"), "2026-11-23 10:00")
            .Takes(UrbanManager, "reassign", """{"lead":"paichusuo","reason":"原单位停业"}""");
        At(journey, "2026-11-23 11:30").Takes(Constable, "claim").Takes(Constable, "resolve", Resolved).Takes(CommunityWorker, "confirm");

        Assert.That(
            (Figure(journey, Measures.Return, "yinhang"), Figure(journey, Measures.Return, "paichusuo")), Is.EqualTo(("0/0", "0/1")));
        Assert.That(
            (Figure(journey, Measures.OnTime, "yinhang"), Figure(journey, Measures.OnTime, "paichusuo")), Is.EqualTo(("0/0", "1/1")));
        Assert.That(
            Count(journey).Where(outcome => outcome.Stage == "assigned").Select(outcome => (outcome.Member, outcome.Minutes)),
            Is.EqualTo(((string, int?)[])[("yinhang", 60), ("paichusuo", 90)]));
    }

    [Test]
    public void A_part_returned_too_late_counts_against_response()
    {
        var journey = At(Given(), "2026-11-23 16:30").Takes(Constable, "return", """{"reason":"不属本所"}""");

        Assert.That((Figure(journey, Measures.Response), Figure(journey, Measures.Return)), Is.EqualTo(("0/1", "1/1")));
    }

    [Test]
    public void Late_work_that_is_returned_and_given_again_is_late_once()
    {
        var journey = Given().Takes(Constable, "claim");
        At(journey, "2026-11-25 09:00").Takes(Constable, "return", """{"reason":"不属本所"}""")
            .Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""")
            .Takes(Constable, "claim").Takes(Constable, "resolve", Resolved);

        Assert.That((Figure(journey, Measures.OnTime), Figure(journey, Measures.Disposal)), Is.EqualTo(("0/1", "1/1")));
        Assert.That(Figure(journey, Measures.Response), Is.EqualTo("2/2"), "it was given twice");
    }

    [Test]
    public void A_reopened_order_is_no_longer_resolved_and_begins_another_cycle()
    {
        var journey = Given().Takes(Constable, "claim").Takes(Constable, "resolve", Resolved)
            .Takes(CommunityWorker, "confirm", """{"rating":5}""");
        Assert.That((Figure(journey, Measures.Resolution), Figure(journey, Measures.Rework)), Is.EqualTo(("1/1", "0/1")));

        At(journey, "2026-11-24 09:00").Takes(CommunityWorker, "reopen", """{"reason":"又响了"}""");
        Assert.That(
            (Figure(journey, Measures.Resolution), Figure(journey, Measures.Rework), Figure(journey, Measures.Closed)),
            Is.EqualTo(("0/1", "1/1", "0/0")));
        Assert.That(Count(journey).First(outcome => outcome.Kind == OutcomeKind.Cycle).Day, Is.EqualTo("2026-11-23"), "its day stays");

        journey.Takes(UrbanManager, "assign", """{"lead":"chengguan"}""").Takes(UrbanManager, "claim")
            .Takes(UrbanManager, "resolve", Resolved)
            .Takes(CommunityWorker, "confirm", """{"rating":2}""");
        Assert.That(
            (Figure(journey, Measures.Resolution), Figure(journey, Measures.Rework), Figure(journey, Measures.Closed)),
            Is.EqualTo(("1/2", "1/2", "1/1")));
        Assert.That(
            (Figure(journey, Measures.Resolution, "paichusuo"), Figure(journey, Measures.Satisfaction, "chengguan")),
            Is.EqualTo(("0/1", "0/1")));
    }

    [Test]
    public void A_reopening_leaves_the_stays_before_the_end_as_they_were()
    {
        var journey = Given().Takes(Constable, "claim").Takes(Constable, "resolve", Resolved).Takes(CommunityWorker, "confirm");
        var before = Stays(journey);

        At(journey, "2026-11-24 09:00").Takes(CommunityWorker, "reopen", """{"reason":"又响了"}""");

        Assert.That(Stays(journey), Is.EqualTo(before), "the order was nowhere between its end and its reopening");

        static IEnumerable<Outcome> Stays(Journey journey) =>
            [.. Count(journey).Where(outcome => outcome.Minutes is not null).Select(outcome => outcome with { Ordinal = 0 })];
    }

    [Test]
    public void A_suspended_order_does_not_become_late()
    {
        var journey = At(Given().Takes(Constable, "claim"), "2026-11-23 10:00")
            .Takes(Secretary, "suspend", """{"until":"2026-12-10T00:00:00Z","reason":"等待管网改造"}""");
        Assert.That(Figure(journey, Measures.OnTime, now: "2026-12-01 09:00"), Is.EqualTo("0/0"));

        At(journey, "2026-12-02 10:00").Takes(Secretary, "resume");
        At(journey, "2026-12-02 11:00").Takes(Constable, "resolve", Resolved);

        Assert.That(Figure(journey, Measures.OnTime), Is.EqualTo("1/1"));
        Assert.That(
            Count(journey).Single(outcome => outcome.Stage == "claimed").Minutes,
            Is.EqualTo(120),
            "an hour before and an hour after");
    }

    [Test]
    public void Work_is_in_time_by_an_extension_granted_before_the_breach()
    {
        var journey = At(Given().Takes(Constable, "claim"), "2026-11-23 10:00").Takes(Constable, "extend", """{"reason":"等待检测"}""")
            .Takes(Secretary, "grant");
        At(journey, "2026-11-24 16:00").Takes(Constable, "resolve", Resolved);

        Assert.That((Figure(journey, Measures.OnTime), Figure(journey, Measures.Extension)), Is.EqualTo(("1/1", "1/1")));
    }

    [Test]
    public void Work_stays_late_when_its_extension_is_granted_after_the_breach()
    {
        var journey = At(Given().Takes(Constable, "claim"), "2026-11-23 10:00").Takes(Constable, "extend", """{"reason":"等待检测"}""");
        At(journey, "2026-11-24 10:00").Takes(Secretary, "grant");
        At(journey, "2026-11-24 11:00").Takes(Constable, "resolve", Resolved);

        Assert.That(Figure(journey, Measures.OnTime), Is.EqualTo("0/1"), "a breach is never unwritten");
    }

    [Test]
    public void An_order_with_an_upheld_appeal_counts_as_exempt()
    {
        var journey = Given().Takes(Constable, "claim");
        At(journey, "2026-11-25 09:00").Takes(Constable, "resolve", Resolved).Takes(CommunityWorker, "confirm")
            .Takes(Constable, "appeal", """{"reason":"停电"}""");
        Assert.That(Figure(journey, Measures.OnTime), Is.EqualTo("0/1"));

        journey.Takes(Secretary, "uphold");

        Assert.That((Figure(journey, Measures.OnTime), Naive.Exempt(Count(journey), Measures.OnTime)), Is.EqualTo(("0/0", 1)));
        Assert.That(
            Count(journey).Single(outcome => outcome.Kind == OutcomeKind.Work).Met & Measures.OnTime.Bit,
            Is.Zero,
            "the fact of the breach stays");
    }

    [Test]
    public void An_order_with_a_dismissed_appeal_counts_as_before()
    {
        var journey = Given().Takes(Constable, "claim");
        At(journey, "2026-11-25 09:00").Takes(Constable, "resolve", Resolved).Takes(CommunityWorker, "confirm")
            .Takes(Constable, "appeal", """{"reason":"停电"}""")
            .Takes(Secretary, "dismiss", """{"reason":"当日未停电"}""");

        Assert.That((Figure(journey, Measures.OnTime), Naive.Exempt(Count(journey), Measures.OnTime)), Is.EqualTo(("0/1", 0)));
    }

    [Test]
    public void An_unanswered_order_is_left_out_of_the_resolution_rate()
    {
        var journey = Given().Takes(Constable, "claim").Takes(Constable, "resolve", Resolved);
        At(journey, "2026-12-02 09:00");
        Assert.That(journey.Ticks(), Does.Contain("lapse"));

        Assert.That(
            (Figure(journey, Measures.Resolution), Figure(journey, Measures.Answered), Figure(journey, Measures.Rework)),
            Is.EqualTo(("0/0", "0/1", "0/1")));
    }

    [Test]
    public void An_order_withdrawn_in_time_counts_for_no_member()
    {
        var journey = Given().Takes(CommunityWorker, "withdraw");

        Assert.That(
            Count(journey).Where(outcome => outcome.Kind is OutcomeKind.Dispatch or OutcomeKind.Work or OutcomeKind.Cycle),
            Is.Empty);
        Assert.That(Figure(journey, Measures.Closed), Is.EqualTo("0/1"));
    }

    [Test]
    public void A_supporting_member_has_its_own_time_to_claim_after_the_lead()
    {
        var journey = Given("paichusuo", "\"chengguan\"").Takes(Constable, "claim");

        At(journey, "2026-11-23 17:00").Takes(UrbanManager, "claim");

        Assert.That(
            (Figure(journey, Measures.Response, "paichusuo"), Figure(journey, Measures.Response, "chengguan")),
            Is.EqualTo(("1/1", "0/1")));
    }

    [Test]
    public void A_part_taken_from_the_pool_does_not_count_as_given()
    {
        var journey = Journey.OfAMerchantOrder("0128").Takes(Secretary, "accept").Takes(UrbanManager, "offer").Takes(Constable, "claim");

        Assert.That((Figure(journey, Measures.Response), Figure(journey, Measures.Return)), Is.EqualTo(("0/0", "0/1")));
        Assert.That(Count(journey).Single(outcome => outcome.Kind == OutcomeKind.Dispatch).Chair, Is.EqualTo("chengguan"));
    }

    [Test]
    public void An_outcome_belongs_to_the_local_day_on_which_it_was_decided()
    {
        var journey = At(Journey.OfAMerchantOrder("0128"), "2026-11-30 17:00");
        journey = journey.Takes(Secretary, "accept").Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""");
        At(journey, "2026-11-30 17:30").Takes(Constable, "claim");
        At(journey, "2026-12-01 00:30").Takes(Constable, "resolve", Resolved);

        var work = Count(journey).Single(outcome => outcome.Kind == OutcomeKind.Work);
        Assert.That((work.Day, Figure(journey, Measures.OnTime)), Is.EqualTo(("2026-12-01", "1/1")), "in Greenwich it was still November");
        var newYork = WorkingCalendar.PlainWeekdays(DateTimeZoneProviders.Tzdb["America/New_York"]);
        var elsewhere = OutcomeTracker.OutcomesOf(journey.Order, journey.History, newYork);
        Assert.That(elsewhere.Single(outcome => outcome.Kind == OutcomeKind.Work).Day, Is.EqualTo("2026-11-30"));
        Assert.That(
            Count(journey).Single(outcome => outcome.Stage == "filed").Day,
            Is.EqualTo("2026-11-23"),
            "its limit ended long before it was left");
    }

    [Test]
    public void A_post_counts_for_the_member_and_never_for_the_person()
    {
        var journey = Journey.OfAPost(2).Takes(Banker, "claim").Takes(SecondBanker, "claim").Takes(Banker, "resolve", Resolved)
            .Takes(SecondBanker, "resolve", Resolved)
            .Takes(CommunityWorker, "confirm");

        Assert.That(Figure(journey, Measures.Disposal, "yinhang"), Is.EqualTo("2/2"));
        Assert.That(Count(journey).Select(outcome => $"{outcome}"), Has.None.Contains("cai").And.None.Contains("xu,"));
    }

    [Test]
    public void An_order_that_a_merchant_filed_counts_for_no_community_worker()
    {
        var journey = Given();

        Assert.That(Count(journey).Select(outcome => outcome.Community), Has.All.Empty);
    }

    [Test]
    public void The_outcomes_of_an_order_are_the_same_each_time()
    {
        var journey = Given().Takes(Constable, "claim").Takes(Constable, "resolve", Resolved).Takes(CommunityWorker, "confirm");

        var (first, second) = (Count(journey), Count(journey));

        Assert.That(second, Is.EqualTo(first).And.Not.Empty);
        Assert.That(first.Select(outcome => outcome.Ordinal), Is.EqualTo(Enumerable.Range(0, first.Count)));
    }
}
