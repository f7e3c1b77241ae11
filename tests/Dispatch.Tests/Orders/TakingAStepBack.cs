using Dispatch.Orders;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>撤回 and 改派: what was done by mistake costs nobody anything.</summary>
public sealed class TakingAStepBack
{
    static Journey Accepted(string category = "0110") =>
        Journey.OfAMerchantOrder(category).Takes(Secretary, "accept", """{"category":"0128","urgency":"urgent"}""");

    static Journey Assigned() => Journey.OfAMerchantOrder().Takes(Secretary, "accept").Takes(UrbanManager, "assign", """{"lead":"yinhang"}""");

    static Journey Merged(Journey journey)
    {
        var earlier = Journey.OfAMerchantOrder().Order with { Id = Guid.Parse("019ab000-0000-7000-8000-000000000000"), Number = "SY-1" };
        journey.Others = new Dictionary<string, Order> { [earlier.Number] = earlier };
        return journey.Takes(Secretary, "merge", """{"into":"SY-1"}""");
    }

    static readonly TestCaseData<string, Func<Journey>, Dispatch.Accounts.Caller>[] Slips =
    [
        Slip("accept", () => Accepted(), Secretary),
        Slip("refuse", () => Journey.OfAMerchantOrder().Takes(Secretary, "refuse", """{"reason":"不属联盟职责"}"""), Secretary),
        Slip("merge", () => Merged(Journey.OfAMerchantOrder()), Secretary),
        Slip("assign", Assigned, UrbanManager),
        Slip("offer", () => Journey.OfAMerchantOrder().Takes(Secretary, "accept").Takes(UrbanManager, "offer"), UrbanManager),
        Slip("reassign", () => Assigned().Takes(Banker, "claim").Takes(UrbanManager, "reassign", """{"lead":"huanwei","reason":"误派"}"""), UrbanManager),
    ];

    [TestCaseSource(nameof(Slips))]
    public void Leaves_the_order_as_if_it_had_not_been_taken(string step, Func<Journey> slip, Dispatch.Accounts.Caller caller)
    {
        var journey = slip();
        var before = journey.Order.Last!.Before;
        journey.Now = Local("2026-11-23 09:30");
        Assert.That(journey.Can(caller), Does.Contain("recall"));

        journey.Takes(caller, "recall", """{"reason":"点错了"}""");

        var order = journey.Order;
        Assert.That((order.Stage, order.Desk, order.Since, order.Due), Is.EqualTo((before.Stage, before.Desk, before.Since, before.Due)));
        Assert.That((order.Category, order.State.Urgency, order.State.Places, order.State.MergedInto),
            Is.EqualTo((before.Category, before.State.Urgency, before.State.Places, before.State.MergedInto)));
        Assert.That(order.Clocks, Is.EqualTo(before.Clocks));
        Assert.That(order.State.Open, Is.EquivalentTo(before.State.Open), "no part is left that the step gave");
        Assert.That(order.State.Moves.GetValueOrDefault(step), Is.EqualTo(before.State.Moves.GetValueOrDefault(step)));
        Assert.That(StepRegistry.InputOf(journey.History[^1].Step), Does.Contain($"\"step\":\"{step}\""));
        Assert.That(journey.RefusalOf(caller, "recall"), Is.AnyOf("nothing-to-recall", "wrong-stage"), "once is enough");
    }

    [Test]
    public void Ends_the_parts_that_the_step_gave()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Secretary, "accept")
            .Takes(UrbanManager, "assign", """{"lead":"huanwei"}""").Takes(Cleaner, "return", """{"reason":"不属本所"}""")
            .Takes(UrbanManager, "assign", """{"lead":"yinhang","support":["huanwei"]}""").Takes(UrbanManager, "recall");

        Assert.That(journey.Parts, Is.EqualTo((string[])["huanwei lead returned", "yinhang lead released"]));
        Assert.That(journey.RefusalOf(Banker, "claim"), Is.EqualTo("wrong-stage"));
    }

    [Test]
    public void Is_for_the_desk_that_took_it_and_no_other()
    {
        Assert.That(Assigned().RefusalOf(Secretary, "recall"), Is.EqualTo("wrong-desk"));
        Assert.That(Accepted().RefusalOf(UrbanManager, "recall"), Is.EqualTo("wrong-desk"));
        var returned = Assigned().Takes(Banker, "return", """{"reason":"不属本行"}""");
        Assert.That(returned.RefusalOf(Secretary, "recall"), Is.EqualTo("nothing-to-recall"), "the return is the member's");
        Assert.That(returned.Can(Secretary), Does.Not.Contain("recall"));
    }

    [Test]
    public void Must_come_before_anybody_has_acted_on_it()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Secretary, "accept")
            .Takes(UrbanManager, "assign", """{"lead":"huanwei","support":["paichusuo"]}""")
            .Takes(TeaMerchant, "comment", """{"text":"味道很大"}""")
            .Takes(TeaMerchant, "attach", """{"photos":["https://photos.example/1.jpg"]}""");
        Assert.That(journey.RefusalOf(UrbanManager, "recall"), Is.Null, "remarks and pictures are no work on it");

        journey.Takes(Constable, "claim");

        Assert.That(journey.RefusalOf(UrbanManager, "recall"), Is.EqualTo("acted-on"));
    }

    [Test]
    public void Must_come_in_the_time_that_the_file_gives()
    {
        var journey = Assigned();
        journey.Now = Monday.AddHours(24);
        Assert.That(journey.RefusalOf(UrbanManager, "recall"), Is.Null);
        journey.Now = Monday.AddHours(24).AddSeconds(1);
        Assert.That(journey.RefusalOf(UrbanManager, "recall"), Is.EqualTo("too-late"));
    }

    [Test]
    public void Gives_no_notice_twice_and_forgets_none()
    {
        var journey = Assigned();
        journey.Now = Local("2026-11-23 16:00");
        Assert.That(journey.Ticks(), Is.EqualTo((string[])["warn stage", "breach stage", "escalate stage secretariat"]));

        journey.Takes(UrbanManager, "recall");

        Assert.That(journey.Order.State.Level, Is.Null, "what was overdue was another desk's");
        Assert.That(journey.Ticks(), Is.EqualTo((string[])["warn stage", "breach stage", "escalate stage secretariat"]), "the chair is late now");
    }

    [Test]
    public void Books_the_time_to_the_desk_that_took_it()
    {
        var journey = Assigned();
        journey.Now = Local("2026-11-23 11:00");
        journey.Takes(UrbanManager, "recall");
        journey.Now = Local("2026-11-23 12:00");

        var bookings = Booking.Of(journey.Order, journey.History, Shengyang, journey.Now);

        Assert.That(bookings.Select(one => (one.Stage, one.Member, one.Length)), Is.EqualTo(((string, string?, TimeSpan)[])[("accepted", "chengguan", TimeSpan.FromHours(3))]));
    }

    [Test]
    public void Leaves_the_limits_explained_to_the_minute()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Secretary, "refuse", """{"reason":"误点"}""");
        journey.Now = Local("2026-11-23 10:00");
        journey.Takes(Secretary, "recall");

        foreach (var deadline in ExplainedDeadline.Of(journey.Order, journey.History, China))
            Assert.That((deadline.Counted, deadline.Spans[^1].To), Is.EqualTo((Whole[deadline.Clock.Of], deadline.Clock.Due)), deadline.Clock.Of);
    }

    [Test]
    public void Is_not_needed_to_give_an_order_to_another_member()
    {
        var journey = Assigned();
        journey.Now = Local("2026-11-23 10:00");
        journey.Takes(UrbanManager, "reassign", """{"lead":"huanwei","support":["paichusuo"],"reason":"原单位停业"}""");

        Assert.That((journey.Order.Stage, journey.Order.Since), Is.EqualTo(("assigned", journey.Now)));
        Assert.That(journey.Order.Clocks.Find("stage")!.Due, Is.EqualTo(Local("2026-11-23 16:00")), "four hours from the reassigning");
        Assert.That(journey.Parts, Is.EqualTo((string[])["yinhang lead released", "huanwei lead assigned", "paichusuo support assigned"]));
        Assert.That(journey.RefusalOf(Banker, "claim"), Is.EqualTo("wrong-desk"));

        journey.Takes(Cleaner, "claim");
        journey.Now = Local("2026-11-23 11:00");
        journey.Takes(UrbanManager, "reassign", """{"lead":"yinhang","reason":"人手不足"}""");
        Assert.That(journey.Order.Stage, Is.EqualTo("assigned"));
        Assert.That(journey.Order.State.Moves, Does.Not.ContainKey("return"), "it is none of the two returns");

        var bookings = Booking.Of(journey.Order, journey.History, Shengyang, Local("2026-11-23 12:00"));
        Assert.That(bookings.Select(one => one.Member), Is.EqualTo((string[])["yinhang", "huanwei", "yinhang"]), "each hour is its holder's");
    }

    [Test]
    public void Does_not_let_the_chair_overrule_the_joint_meeting()
    {
        var journey = Assigned();
        journey.Now = Local("2026-11-27 18:00");
        journey.Ticks();
        journey.Takes(Secretary, "settle", """{"lead":"huanwei","by":"2026-12-04T10:00:00Z","note":"议定"}""");

        Assert.That(journey.RefusalOf(UrbanManager, "reassign", """{"lead":"yinhang","reason":"改派"}"""), Is.EqualTo("settled"));
    }

    static readonly Dictionary<string, TimeSpan> Whole = new() { ["stage"] = TimeSpan.FromHours(2), ["order"] = TimeSpan.FromDays(15) };

    static DateTimeOffset Local(string text) => new DateTimeOffset(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8)).ToUniversalTime();

    static TestCaseData<string, Func<Journey>, Dispatch.Accounts.Caller> Slip(string step, Func<Journey> slip, Dispatch.Accounts.Caller caller) =>
        new(step, slip, caller) { TestName = $"Leaves_the_order_as_if_it_had_not_been_taken({step})" };
}
