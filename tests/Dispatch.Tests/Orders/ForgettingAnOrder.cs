using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>When the personal data of an order go, and what can be done about it afterwards.</summary>
public sealed class ForgettingAnOrder
{
    static readonly Alliance Forgetful = Shengyang with { ForgetAfter = RetentionPeriod.Read("2 years") };

    static readonly DateTimeOffset TwoYearsLater = Monday.AddYears(2);

    static Decision<Change> Asked(
        Journey journey, Alliance? alliance = null, DateTimeOffset? at = null, Caller? caller = null, params Order[] others) =>
        Rules.Decide(
            journey.Order, new ForgetStep("1 day"), new HashSet<string>(),
            new Situation(
                MerchantOrder, alliance ?? Forgetful, caller ?? Caller.System, at ?? TwoYearsLater,
                others.ToDictionary(order => order.Number))
            {
                History = journey.History,
            });

    static Journey Merged()
    {
        var journey = Journey.OfAMerchantOrder();
        journey.Others = new Dictionary<string, Order> { ["SY-1"] = Lead(Journey.OfAMerchantOrder()) };
        return journey.Takes(Secretary, "merge", """{"into":"SY-1"}""");
    }

    static Order Lead(Journey journey) =>
        journey.Order with { Id = Guid.Parse("019ab000-0000-7000-8000-000000000000"), Number = "SY-1" };

    static readonly TestCaseData<Journey>[] Ended =
    [
        new(Journey.Closed()) { TestName = "Is_due_so_long_after_it_was_closed" },
        new(Journey.OfAMerchantOrder().Takes(Secretary, "refuse", """{"reason":"不属联盟职责"}"""))
        {
            TestName = "Is_due_so_long_after_it_was_refused",
        },
        new(Journey.OfAMerchantOrder().Takes(TeaMerchant, "withdraw")) { TestName = "Is_due_so_long_after_it_was_withdrawn" },
        new(Journey.Closed().Takes(Cleaner, "appeal", """{"reason":"台风"}""").Takes(Secretary, "uphold"))
        {
            TestName = "Is_due_so_long_after_it_was_closed_whatever_came_of_an_appeal",
        },
    ];

    [TestCaseSource(nameof(Ended))]
    public void Is_due(Journey journey)
    {
        Assert.That(Asked(journey, at: TwoYearsLater.AddTicks(-1)).Refusal?.Code, Is.EqualTo(Refusal.NotDue));
        var change = Asked(journey).Value!;

        Assert.That(((ForgetStep)change.Step.Step).After, Is.EqualTo("2 years"), "the period as it stands, not as it was asked for");
        Assert.That(change.Order.ForgottenAt, Is.EqualTo(TwoYearsLater));
        Assert.That(
            (change.Order.Stage, change.Order.Desk, change.Order.Since, change.Order.Due),
            Is.EqualTo((journey.Order.Stage, journey.Order.Desk, journey.Order.Since, journey.Order.Due)));
    }

    [Test]
    public void Is_not_due_where_the_alliance_keeps_personal_data() =>
        Assert.That(Asked(Journey.Closed(), Shengyang).Refusal?.Code, Is.EqualTo(Refusal.NotDue));

    [Test]
    public void Is_not_due_while_somebody_holds_it() =>
        Assert.That(Asked(Journey.Resolved()).Refusal?.Code, Is.EqualTo(Refusal.NotDue));

    [Test]
    public void Is_not_due_while_an_appeal_waits_for_its_answer() => Assert.That(
        Asked(Journey.Closed().Takes(Cleaner, "appeal", """{"reason":"台风"}""")).Refusal?.Code, Is.EqualTo(Refusal.NotDue));

    [Test]
    public void Is_not_due_while_another_goes_on_for_it_nor_until_that_one_has_ended_so_long_ago()
    {
        var closed = Lead(Journey.Closed());

        Assert.That(Asked(Merged(), others: Lead(Journey.AssignedWithSupport())).Refusal?.Code, Is.EqualTo(Refusal.NotDue));
        Assert.That(Asked(Merged(), others: closed with { Since = Monday.AddDays(3) }).Refusal?.Code, Is.EqualTo(Refusal.NotDue));
        Assert.That(Asked(Merged(), others: closed).IsAccepted);
    }

    static readonly Caller[] Everybody = [Secretary, CommunityWorker, UrbanManager, TeaMerchant];

    [TestCaseSource(nameof(Everybody))]
    public void Is_for_nobody_but_the_clock(Caller caller) =>
        Assert.That(Asked(Journey.Closed(), caller: caller).Refusal?.Code, Is.EqualTo(Refusal.WrongDesk));

    [Test]
    public void Leaves_nothing_that_could_be_done()
    {
        var journey = Journey.Closed();
        journey.Order = Asked(journey).Value!.Order;
        journey.Now = Monday.AddHours(1); // as if there were time

        Assert.That(journey.RefusalOf(CommunityWorker, "reopen", """{"reason":"又堆起来了"}"""), Is.EqualTo(Refusal.Forgotten));
        Assert.That(journey.RefusalOf(Cleaner, "appeal", """{"reason":"台风"}"""), Is.EqualTo(Refusal.Forgotten));
        Assert.That(journey.RefusalOf(Cleaner, "claim"), Is.EqualTo(Refusal.WrongStage), "as on any closed order");
        Assert.That(Everybody.SelectMany(journey.Can), Is.Empty);
        Assert.That(Asked(journey, at: TwoYearsLater.AddYears(2)).Refusal?.Code, Is.EqualTo(Refusal.Forgotten), "once is enough");
    }

    [Test]
    public void Leaves_a_merged_order_where_it_is_whatever_becomes_of_the_other()
    {
        var journey = Merged();
        journey.Order = Asked(journey, others: Lead(Journey.Closed())).Value!.Order;
        journey.Others = new Dictionary<string, Order>
        {
            ["SY-1"] = Lead(Journey.OfAMerchantOrder().Takes(TeaMerchant, "withdraw")),
        };

        Assert.That(FollowStep.DueFor(journey.Order, journey.Others, cameToNothing: true), Is.Null);
        Assert.That(journey.RefusalOf(Secretary, "separate"), Is.EqualTo(Refusal.Forgotten));
    }
}
