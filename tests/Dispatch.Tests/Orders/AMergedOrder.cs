using System.Globalization;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Workflows;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>并单, 拆单: a merged order and the one that goes on for it, SY-1.</summary>
public sealed class AMergedOrder
{
    const string Withdrawal = """{"reason":"不需要了"}""";

    /// <summary>An order as another one's journey left it, filed before.</summary>
    static Order Called(string number, Journey journey, int id = 0) =>
        journey.Order with { Id = Guid.Parse($"019ab000-0000-7000-8000-00000000000{id}"), Number = number };

    static Journey Merged(Workflow? workflow = null)
    {
        var journey = new Journey(workflow ?? MerchantOrder).Takes(TeaMerchant, "file", """{"category":"0110","title":"门口垃圾"}""");
        journey.Others = Others(Called("SY-1", Journey.OfAMerchantOrder()));
        return journey.Takes(Secretary, "merge", """{"into":"SY-1"}""");
    }

    static Dictionary<string, Order> Others(params Order[] others) => others.ToDictionary(order => order.Number);

    static Journey Follows(Journey journey, Journey lead)
    {
        journey.Others = Others(Called("SY-1", lead));
        journey.Follows();
        return journey;
    }

    static readonly TestCaseData<Journey, bool, string?, string>[] Fates =
    [
        Fate("is_withdrawn", Journey.OfAMerchantOrder().Takes(TeaMerchant, "withdraw", Withdrawal), "comes-back", "filed"),
        Fate("is_refused", Journey.OfAMerchantOrder().Takes(Secretary, "refuse", """{"reason":"不属联盟职责"}"""), "comes-back", "filed"),
        Fate("is_withdrawn_once_it_was_resolved", Journey.Resolved().Takes(TeaMerchant, "withdraw", Withdrawal), "comes-back", "filed"),
        Fate("is_withdrawn_after_a_reopening",
            Journey.Closed().Takes(TeaMerchant, "reopen", """{"reason":"又堆起来了"}""").Takes(TeaMerchant, "withdraw", Withdrawal),
            "comes-back", "filed", told: true),
        Fate("is_closed", Journey.Closed(), "ended", "merged"),
        Fate("is_closed_and_that_was_told", Journey.Closed(), null, "merged", told: true),
        Fate("is_reopened", Journey.Closed().Takes(TeaMerchant, "reopen", """{"reason":"又堆起来了"}"""), "goes-on", "merged", told: true),
        Fate("is_being_worked_on", Journey.AssignedWithSupport(), null, "merged"),
    ];

    [TestCaseSource(nameof(Fates))]
    public void Follows_the_one_that_goes_on(Journey lead, bool told, string? outcome, string stage)
    {
        var journey = Merged();
        if (told)
            Follows(journey, Journey.Closed());
        journey.Others = Others(Called("SY-1", lead));

        Assert.That((journey.Follows(), journey.Order.Stage), Is.EqualTo((outcome, stage)));
        Assert.That(journey.Order.MergedInto, stage == "merged" ? Is.EqualTo("SY-1") : Is.Null);
        Assert.That(journey.Follows(), Is.Null, "once is enough");
    }

    [Test]
    public void Is_looked_at_anew_when_it_comes_back()
    {
        var journey = Journey.AssignedWithSupport().Takes(Cleaner, "claim");
        journey.Others = Others(Called("SY-1", Journey.OfAMerchantOrder()));
        journey.Takes(Secretary, "merge", """{"into":"SY-1"}""");
        var left = journey.Order.Clocks.Find("order")!;
        journey.Now = Local("2026-12-08 09:00");
        var lead = Journey.OfAMerchantOrder();
        lead.Now = journey.Now;

        Follows(journey, lead.Takes(TeaMerchant, "withdraw", Withdrawal));

        var order = journey.Order;
        Assert.That((order.Stage, order.Desk, order.Since), Is.EqualTo(("filed", "secretariat", journey.Now)));
        Assert.That(order.Clocks.Find("stage")!.Due, Is.EqualTo(Local("2026-12-08 11:00")), "two hours from now");
        Assert.That(order.Clocks.Find("order")!.Due, Is.EqualTo(left.Due.AddDays(15)), "it did not count while another went on");
        Assert.That(order.State.Assignments, Has.None.Matches<Assignment>(part => part.Counts), "nobody has a part in it any more");
        Assert.That((order.Category, order.State.MergedInto), Is.EqualTo(("0110", (string?)null)));
        foreach (var deadline in ExplainedDeadline.Of(order, journey.History, China))
            Assert.That(deadline.Spans[^1].To, Is.EqualTo(deadline.Clock.Due), deadline.Clock.Of);
        var bookings = Booking.Of(order, journey.History, Shengyang, journey.Now.AddHours(1));
        Assert.That(
            (bookings[^1].Desk, bookings[^1].From, bookings[^1].To),
            Is.EqualTo(("secretariat", journey.Now, journey.Now.AddHours(1))));

        // December's chair.
        journey.Takes(Secretary, "accept").Takes(Cleaner, "assign", """{"lead":"yinhang"}""").Takes(Banker, "claim");
    }

    [Test]
    public void Comes_back_under_a_workflow_that_knows_nothing_of_it()
    {
        var before = WorkflowFile.Read("before.yaml", MerchantOrder.Text.Replace(
            "      separate: { to: filed, desk: [secretariat, holder], input: { reason: optional } }\n", "", StringComparison.Ordinal));
        Assert.That(before.Workflow!.Stage("merged").Steps, Does.Not.ContainKey("separate"));

        var journey = Follows(Merged(before.Workflow), Journey.OfAMerchantOrder().Takes(TeaMerchant, "withdraw", Withdrawal));

        Assert.That(journey.Order.Stage, Is.EqualTo("filed"), "where it was filed to");
    }

    [Test]
    public void Stays_with_the_one_it_was_merged_into_when_that_was_merged_further()
    {
        var (first, second) = (Called("SY-0", Journey.OfAMerchantOrder().Takes(TeaMerchant, "withdraw", Withdrawal), 1), Merged().Order);
        second = second with { Number = "SY-1", State = second.State with { MergedInto = "SY-0" } };
        var journey = Merged();
        journey.Others = Others(first, second);

        Assert.That(journey.Order.GoesOnAs(journey.Others)!.Number, Is.EqualTo("SY-0"));
        Assert.That(journey.Follows(), Is.Null, "that one comes back, and goes on for this one");

        journey.Others = Others(Called("SY-0", Journey.Closed(), 1), second);
        Assert.That(journey.Follows(), Is.EqualTo("ended"), "as it is for both");
        Assert.That(((FollowStep)journey.History[^1].Step).Into, Is.EqualTo("SY-0"));
    }

    [Test]
    public void Is_told_nothing_that_is_not_so()
    {
        var journey = Merged();
        string? RefusalOf(FollowStep step, Caller? caller = null) =>
            Rules.Decide(journey.Order, step, new HashSet<string>(), journey.At(caller ?? Caller.System)).Refusal?.Code;

        Assert.That(RefusalOf(new FollowStep("SY-1", "filed", "comes-back")), Is.EqualTo("not-due"), "it is open");
        Assert.That(RefusalOf(new FollowStep("SY-1", "closed", "ended")), Is.EqualTo("not-due"));
        journey.Others = Others(Called("SY-1", Journey.OfAMerchantOrder().Takes(TeaMerchant, "withdraw", Withdrawal)));
        Assert.That(RefusalOf(new FollowStep("SY-1", "refused", "comes-back")), Is.EqualTo("not-due"), "it was withdrawn");
        Assert.That(RefusalOf(new FollowStep("SY-2", "withdrawn", "comes-back")), Is.EqualTo("not-due"), "that is another");
        Assert.That(RefusalOf(new FollowStep("SY-1", "withdrawn", "comes-back")), Is.Null);
        Assert.That(RefusalOf(new FollowStep("SY-1", "withdrawn", "comes-back"), Secretary), Is.EqualTo("wrong-desk"), "the clock says so");
    }

    static readonly TestCaseData<Journey, Caller, string?>[] Separations =
    [
        Separates("the_secretariat_whoever_holds_it", Journey.AssignedWithSupport(), Secretary, null),
        Separates("the_chair_that_holds_it", Journey.OfAMerchantOrder().Takes(Secretary, "accept"), UrbanManager, null),
        Separates("the_chair_that_does_not", Journey.OfAMerchantOrder(), UrbanManager, "wrong-desk"),
        Separates("the_lead", Journey.AssignedWithSupport(), Cleaner, null),
        Separates("the_lead_that_claimed", Journey.AssignedWithSupport().Takes(Cleaner, "claim"), Cleaner, null),
        Separates("a_member_that_helps", Journey.AssignedWithSupport(), Constable, "wrong-desk"),
        Separates("a_member_without_a_part", Journey.AssignedWithSupport(), Banker, "wrong-desk"),
        Separates("the_pool",
            Journey.OfAMerchantOrder().Takes(Secretary, "accept").Takes(UrbanManager, "offer"), Cleaner, "wrong-desk"),
        Separates("the_community_that_calls_back", Journey.Resolved(), CommunityWorker, null),
        Separates("the_merchant", Journey.OfAMerchantOrder(), TeaMerchant, "wrong-desk"),
        Separates("the_secretariat_once_it_has_ended", Journey.Closed(), Secretary, "ended"),
        Separates("the_secretariat_once_it_was_withdrawn",
            Journey.OfAMerchantOrder().Takes(TeaMerchant, "withdraw", Withdrawal), Secretary, "ended"),
    ];

    [TestCaseSource(nameof(Separations))]
    public void Is_separated_by(Journey lead, Caller caller, string? refusal)
    {
        var journey = Merged();
        journey.Now = Monday.AddDays(3); // later than it could be recalled
        journey.Others = Others(Called("SY-1", lead));

        Assert.That(journey.RefusalOf(caller, "separate", """{"reason":"不是同一处"}"""), Is.EqualTo(refusal));
        Assert.That(journey.Can(caller), refusal is null ? Does.Contain("separate") : Does.Not.Contain("separate"));
        if (refusal is not null)
            return;
        journey.Takes(caller, "separate");
        Assert.That((journey.Order.Stage, journey.Order.MergedInto), Is.EqualTo(("filed", (string?)null)));
        Assert.That(journey.RefusalOf(caller, "separate"), Is.EqualTo("wrong-stage"));
    }

    [Test]
    public void Can_still_be_recalled_after_it_was_told_of_the_end()
    {
        var journey = Follows(Merged(), Journey.Closed());

        journey.Takes(Secretary, "recall");

        Assert.That((journey.Order.Stage, journey.Order.State.MergerEnded), Is.EqualTo(("filed", false)));
    }

    static DateTimeOffset Local(string text) => DateTimeOffset.Parse($"{text}+08:00", CultureInfo.InvariantCulture).ToUniversalTime();

    static TestCaseData<Journey, bool, string?, string> Fate(
        string name, Journey lead, string? outcome, string stage, bool told = false) =>
        new(lead, told, outcome, stage) { TestName = $"Follows_the_one_that_goes_on_when_that_{name}" };

    static TestCaseData<Journey, Caller, string?> Separates(string name, Journey lead, Caller caller, string? refusal) =>
        new(lead, caller, refusal) { TestName = $"Is{(refusal is null ? "" : "_not")}_separated_by_{name}" };
}
