using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Replays;
using Dispatch.Tests.Orders;
using Dispatch.Workflows;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Replays;

/// <summary>The notices that one order would have had under other rules. Monday 23 November 2026 begins at 09:00 in Putian.</summary>
public sealed class AReplay
{
    static readonly DateTimeOffset Friday = Local("2026-11-27 18:00");

    /// <summary>
    /// Exposed rubbish, which has no limit of its own: accepted at ten, assigned at eleven, claimed at noon, resolved on Wednesday,
    /// confirmed.
    /// </summary>
    static Journey Confirmed()
    {
        var journey = Journey.OfAMerchantOrder();
        journey.Now = Local("2026-11-23 10:00");
        journey.Takes(Secretary, "accept");
        journey.Now = Local("2026-11-23 11:00");
        journey.Takes(UrbanManager, "assign", """{"lead":"huanwei"}""");
        journey.Now = Local("2026-11-23 12:00");
        journey.Takes(Cleaner, "claim");
        journey.Now = Local("2026-11-25 10:00");
        journey.Takes(Cleaner, "resolve", """{"note":"已清运"}""");
        journey.Now = Local("2026-11-25 11:00");
        return journey.Takes(CommunityWorker, "confirm", """{"rating":5}""");
    }

    /// <summary>In the pool from 09:00, claimed there at 14:30, resolved at 15:30, confirmed at 16:00.</summary>
    static Journey FromThePool()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Secretary, "accept").Takes(UrbanManager, "offer");
        journey.Now = Local("2026-11-23 14:30");
        Assert.That(journey.Ticks(), Is.EqualTo((string[])["warn stage"]));
        journey.Takes(Cleaner, "claim");
        journey.Now = Local("2026-11-23 15:30");
        journey.Takes(Cleaner, "resolve", """{"note":"已清运"}""");
        journey.Now = Local("2026-11-23 16:00");
        return journey.Takes(CommunityWorker, "confirm", """{"rating":5}""");
    }

    [Test]
    public void An_order_that_was_always_in_time_has_no_notices_in_a_replay()
    {
        var replay = Of(Confirmed(), MerchantOrder);

        Assert.That((Notices(replay), replay.Divergences.Count, replay.Order.Stage), Is.EqualTo((Nothing, 0, "closed")));
        Assert.That(replay.Order.State, Is.EqualTo(Confirmed().Order.State).UsingPropertiesComparer(), "and it is what it was");
    }

    [Test]
    public void What_followed_another_order_follows_it_in_the_replay()
    {
        var journey = Journey.OfAMerchantOrder();
        Order lead = journey.Order with { Id = Guid.Parse("019ab000-0000-7000-8000-000000000000"), Number = "SY-1" };
        journey.Others = new Dictionary<string, Order> { ["SY-1"] = lead };
        journey.Takes(Secretary, "merge", """{"into":"SY-1"}""");
        foreach (var (stage, desk) in ((string, string?)[])[("closed", null), ("accepted", "chair"), ("withdrawn", null)])
        {
            var parts = new Assignment("huanwei", null, PartKind.Lead, PartState.Done);
            journey.Others = new Dictionary<string, Order>
            {
                ["SY-1"] = lead with { Stage = stage, Desk = desk, State = lead.State with { Assignments = [parts] } },
            };
            journey.Now = journey.Now.AddMinutes(10);
            journey.Follows();
        }

        journey.Others = new Dictionary<string, Order> { ["SY-1"] = lead };
        journey.Takes(Secretary, "merge", """{"into":"SY-1"}""").Takes(Secretary, "separate").Takes(Secretary, "accept");
        journey.Now = Friday;
        journey.Ticks();

        var replay = Of(journey, MerchantOrder);

        Assert.That(replay.Divergences, Is.Empty);
        Assert.That(replay.Order.State, Is.EqualTo(journey.Order.State).UsingPropertiesComparer());
    }

    [Test]
    public void A_replay_under_a_shorter_limit_finds_breaches() =>
        Assert.That(Notices(Of(Confirmed(), Changed("    limit: 3 working days", "    limit: 1 working day"))), Is.EqualTo((string[])
        [
            "2026-11-24 10:24 warn stage, huanwei",
            "2026-11-24 14:00 breach stage, huanwei", // the next opening after 12:00, when nobody is there to hear of it
            "2026-11-24 14:00 escalate stage secretariat, huanwei",
        ]));

    [Test]
    public void A_replay_under_a_longer_limit_finds_none()
    {
        var late = Journey.OfAMerchantOrder();
        late.Now = Local("2026-11-23 15:00");
        Assert.That(late.Ticks(), Does.Contain("breach stage"));
        late.Takes(Secretary, "refuse", """{"reason":"不属本联盟"}""");

        var longer = Changed("    desk: secretariat\n    limit: 2 working hours", "    desk: secretariat\n    limit: 2 working days");
        var replay = Of(late, longer);

        Assert.That((Notices(replay), replay.Order.Stage), Is.EqualTo((Nothing, "refused")));
    }

    [Test]
    public void A_replay_knows_the_holidays_of_another_calendar()
    {
        var calendar = Calendar("""days: [{ date: 2026-11-24, name: { zh: 区运动会, en: District games }, off: true }]""");
        var shorter = Changed("    limit: 3 working days", "    limit: 1 working day");

        Assert.That(
            Notices(Of(Confirmed(), shorter, Shengyang with { Calendar = calendar })),
            Is.EqualTo(Nothing),
            "everything is a day later, and by then it was resolved");
    }

    [Test]
    public void A_replay_takes_the_limits_of_categories_from_the_alliance()
    {
        Dictionary<string, CategoryLimits> limits = new() { ["0110"] = new(Limit.Read("4 working hours"), null, null) };
        var strict = Shengyang with { Limits = limits };

        Assert.That(Notices(Of(Confirmed(), MerchantOrder, strict)), Is.EqualTo((string[])
        [
            "2026-11-23 16:12 warn work, huanwei", // 3.2 working hours from the dispatch at 11:00
            "2026-11-23 17:00 breach work, huanwei",
            "2026-11-23 17:00 escalate work secretariat, huanwei",
            "2026-11-24 17:00 escalate work chair, huanwei",
        ]));
    }

    [Test]
    public void A_replay_without_a_pool_leaves_the_offer_out_and_goes_on()
    {
        var replay = Of(FromThePool(), WithoutAPool());

        Assert.That(Diverged(replay), Is.EqualTo((string[])["3 offer left out: wrong-stage", "5 claim taken: wrong-stage"]));
        Assert.That(replay.Order.Stage, Is.EqualTo("closed"));
        Assert.That(Notices(replay), Is.EqualTo((string[])
        [
            "2026-11-23 10:36 warn stage, chair",
            "2026-11-23 11:00 breach stage, chair",
            "2026-11-23 11:00 escalate stage secretariat, chair",
        ]), "the chair had it until somebody took it on");
        Assert.That(replay.Order.State.Assignments.Single().Member, Is.EqualTo("huanwei"));
    }

    [Test]
    public void A_claim_after_a_lapse_that_comes_earlier_is_a_divergence()
    {
        var earlier = Changed("lapse: { to: accepted, after: 4 working hours", "lapse: { to: accepted, after: 2 working hours");
        var replay = Of(FromThePool(), earlier);

        Assert.That(Notices(replay)[0], Is.EqualTo("2026-11-23 11:00 lapse lapse, pool"));
        Assert.That(Diverged(replay), Is.EqualTo((string[])["5 claim taken: wrong-stage"]));
        Assert.That(replay.Order.Stage, Is.EqualTo("closed"));
    }

    [Test]
    public void A_recorded_lapse_that_would_come_later_is_not_copied()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Secretary, "accept").Takes(UrbanManager, "offer");
        journey.Now = Local("2026-11-23 15:00");
        Assert.That(journey.Ticks(), Does.Contain("lapse"));
        journey.Now = Local("2026-11-23 15:30");
        journey.Takes(UrbanManager, "assign", """{"lead":"huanwei"}""");

        var later = Changed("lapse: { to: accepted, after: 4 working hours", "lapse: { to: accepted, after: 8 working hours");
        var replay = Of(journey, later, until: journey.Now);

        Assert.That(Notices(replay).Where(notice => notice.Contains("lapse", StringComparison.Ordinal)), Is.Empty);
        Assert.That(
            (replay.Order.Stage, replay.Divergences.Count),
            Is.EqualTo(("assigned", 0)),
            "the chair may assign what is in the pool, too");
    }

    [Test]
    public void A_step_without_an_input_that_is_now_required_is_a_divergence()
    {
        var withPhotos = Changed(
            "resolve: { to: resolved, when: lead, input: { note: required, photos: optional",
            "resolve: { to: resolved, when: lead, input: { note: required, photos: required");
        var replay = Of(Confirmed(), withPhotos);

        Assert.That(Diverged(replay), Is.EqualTo((string[])["5 resolve taken: bad-input"]));
        Assert.That(replay.Divergences[0].Reason.En, Does.EndWith("photos: required."));
    }

    [Test]
    public void A_step_that_now_belongs_to_another_desk_is_a_divergence()
    {
        var replay = Of(Confirmed(), Changed("assign: { to: assigned, input:", "assign: { to: assigned, desk: secretariat, input:"));

        Assert.That(Diverged(replay), Is.EqualTo((string[])["3 assign taken: wrong-desk"]));
    }

    [Test]
    public void A_step_that_was_taken_back_is_taken_back_in_a_replay_too()
    {
        static Journey Walk()
        {
            var journey = Journey.OfAMerchantOrder().Takes(Secretary, "accept").Takes(UrbanManager, "assign", """{"lead":"yinhang"}""");
            journey.Now = Local("2026-11-23 10:00");
            return journey.Takes(UrbanManager, "recall").Takes(UrbanManager, "assign", """{"lead":"huanwei"}""")
                .Takes(UrbanManager, "reassign", """{"lead":"paichusuo","reason":"改派"}""").Takes(Constable, "claim")
                .Takes(Constable, "resolve", """{"note":"已办"}""").Takes(CommunityWorker, "confirm");
        }

        var replay = Of(Walk(), MerchantOrder);

        Assert.That((Diverged(replay), replay.Order.Stage), Is.EqualTo((Nothing, "closed")));
        Assert.That(replay.Order.State, Is.EqualTo(Walk().Order.State).UsingPropertiesComparer());
    }

    [Test]
    public void A_filing_that_the_rules_refuse_is_taken_all_the_same()
    {
        var replay = Of(Confirmed(), Changed("    location: optional", "    location: required"));

        Assert.That(Diverged(replay), Is.EqualTo((string[])["1 file taken: bad-input"]));
        Assert.That((replay.Order.Stage, replay.Order.Category), Is.EqualTo(("closed", "0110")));
    }

    [Test]
    public void An_extension_that_would_have_come_too_late_is_left_out()
    {
        var extended = Journey.OfAMerchantOrder().Takes(Secretary, "accept").Takes(UrbanManager, "assign", """{"lead":"huanwei"}""")
            .Takes(Cleaner, "claim");
        extended.Now = Local("2026-11-24 10:00");
        extended.Takes(Cleaner, "extend", """{"reason":"等待材料"}""").Takes(Secretary, "grant");

        var replay = Of(extended, Changed("    limit: 3 working days", "    limit: 4 working hours"), until: extended.Now);

        Assert.That(Diverged(replay), Is.EqualTo((string[])["5 extend left out: overdue", "6 grant left out: nothing-asked"]));
    }

    [Test]
    public void A_replay_under_the_same_rules_gives_the_notices_of_the_watch()
    {
        var journey = Journey.OfAMerchantOrder("0128");
        List<string> told = [];
        for (var now = Monday; now <= Friday; now += TimeSpan.FromMinutes(1))
        {
            journey.Now = now;
            told.AddRange(journey.Ticks());
        }

        var replay = Of(journey, MerchantOrder);

        Assert.That(
            replay.Notices.Select(notice => $"{notice.Step} {notice.Of}{(notice.To is { } level ? $" {level}" : "")}"),
            Is.EqualTo(told));
        Assert.That(
            replay.Order.Clocks.All.Select(clock => (clock.Of, clock.NoticesGiven)),
            Is.EqualTo(journey.Order.Clocks.All.Select(clock => (clock.Of, clock.NoticesGiven))));
    }

    [Test]
    public void An_order_without_a_history_is_a_divergence()
    {
        var replay = Replay.Of(Confirmed().Order, [], MerchantOrder, MerchantOrder, Shengyang, Friday);

        Assert.That((replay.Notices.Count, replay.Divergences.Single().Reason.En), Is.EqualTo((0, "Its history has no filing.")));
    }

    [Test]
    public void A_replay_ends_where_lapses_lead_back_to_one_another()
    {
        var circle = Parsed(MerchantOrder.Text
            .Replace("lapse: { to: accepted, after: 4 working hours", "lapse: { to: accepted, after: 0 minutes", StringComparison.Ordinal)
            .Replace(
                "      offer: { to: offered }",
                "      offer: { to: offered }\n      lapse: { to: offered, after: 0 minutes, reason: { zh: 转抢单, en: To the pool } }",
                StringComparison.Ordinal));

        var replay = Of(Journey.OfAMerchantOrder().Takes(Secretary, "accept"), circle);

        Assert.That(replay.Divergences.Select(divergence => divergence.Code), Does.Contain("endless"));
    }

    static readonly string[] Nothing = [];

    static Replay Of(Journey journey, Workflow rules, Alliance? alliance = null, DateTimeOffset? until = null) =>
        Replay.Of(journey.Order, journey.History, MerchantOrder, rules, alliance ?? Shengyang, until ?? Friday);

    static string[] Notices(Replay replay) =>
    [
        .. replay.Notices.Select(notice => $"{Shown(notice.At)} {notice.Step} {notice.Of}"
            + $"{(notice.To is { } level ? $" {level}" : "")}, {notice.Holder.Member ?? notice.Holder.Desk}"),
    ];

    static string[] Diverged(Replay replay) =>
    [
        .. replay.Divergences.Select(divergence =>
            $"{divergence.Sequence} {divergence.Step} {(divergence.LeftOut ? "left out" : "taken")}: {divergence.Code}"),
    ];

    /// <summary>The shipped workflow with one thing changed.</summary>
    internal static Workflow Changed(string from, string to)
    {
        Assert.That(MerchantOrder.Text, Does.Contain(from));
        return Parsed(MerchantOrder.Text.Replace(from, to, StringComparison.Ordinal));
    }

    internal static Workflow WithoutAPool()
    {
        var text = MerchantOrder.Text.Replace("      offer: { to: offered }\n", "", StringComparison.Ordinal);
        var (from, to) = (text.IndexOf("  offered:", StringComparison.Ordinal), text.IndexOf("  claimed:", StringComparison.Ordinal));
        return Parsed(text[..from] + text[to..]);
    }

    static Workflow Parsed(string text)
    {
        var reading = WorkflowFile.Read("other.yaml", text.Replace("version: 3", "version: 4", StringComparison.Ordinal));
        return reading.Workflow ?? throw new InvalidOperationException(string.Join('\n', reading.Faults));
    }

    static WorkingCalendar Calendar(string days)
    {
        var reading = CalendarFile.Read("other.yaml", $$"""
            calendar: putian
            title: { zh: 莆田, en: Putian }
            zone: Asia/Shanghai
            announced: always
            {{days}}
            """, ".");
        return reading.Calendar ?? throw new InvalidOperationException(string.Join('\n', reading.Faults));
    }

    static DateTimeOffset Local(string time) =>
        DateTimeOffset.Parse(time + "+08:00", System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime();

    static string Shown(DateTimeOffset at) =>
        at.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
