using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Workflows;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>Who can do what, and who sees the merchant behind an order.</summary>
public sealed class TheRules
{
    static readonly TestCaseData<Journey, Caller, string>[] CanDo =
    [
        Can("The_secretariat_with_a_filed_order",
            Journey.OfAMerchantOrder(), Secretary, "accept refuse merge correct comment attach suspend"),
        Can("The_merchant_with_its_own_order", Journey.OfAMerchantOrder(), TeaMerchant, "comment attach withdraw"),
        Can("The_merchant_with_anothers_order", Journey.OfAMerchantOrder(), NoodleMerchant, ""),
        Can("An_administrator_with_any_order", Journey.OfAMerchantOrder(), Admin, ""),
        Can("Another_alliance_with_any_order", Journey.OfAMerchantOrder(), Stranger, ""),
        Can("The_chair_with_an_accepted_order", Accepted, UrbanManager, "assign offer correct comment attach suspend"),
        Can("The_deputy_with_an_accepted_order", Accepted, Constable, "assign offer correct comment attach suspend"),
        Can("A_member_with_an_accepted_order", Accepted, Cleaner, "comment attach"),
        Can("The_lead_with_an_assigned_order", Journey.AssignedWithSupport(), Cleaner, "claim return correct comment attach"),
        Can("A_supporting_member_with_an_assigned_order",
            Journey.AssignedWithSupport(), UrbanManager, "claim return reassign recall comment attach suspend"),
        Can("A_supporting_member_that_claimed_before_the_lead",
            Journey.AssignedWithSupport().Takes(UrbanManager, "claim"), UrbanManager, "return resolve reassign comment attach suspend"),
        Can("The_lead_with_a_claimed_order",
            Journey.AssignedWithSupport().Takes(Cleaner, "claim"), Cleaner, "return resolve correct extend comment attach"),
        Can("A_supporting_member_with_a_claimed_order",
            Journey.AssignedWithSupport().Takes(Cleaner, "claim"), Constable, "claim return reassign comment attach suspend"),
        Can("A_member_with_the_duty_and_an_offered_order", Offered, Cleaner, "claim correct comment attach"),
        Can("The_chair_with_the_duty_and_an_offered_order", Offered, UrbanManager, "claim assign correct recall comment attach suspend"),
        Can("The_community_with_a_resolved_order", Journey.Resolved(), CommunityWorker, "confirm reopen comment attach withdraw"),
        Can("The_merchant_with_a_closed_order", Journey.Closed(), TeaMerchant, "reopen"),
        Can("The_secretariat_with_a_closed_order", Journey.Closed(), Secretary, ""),
        Can("The_lead_with_a_closed_order", Journey.Closed(), Cleaner, "appeal"),
        Can("The_secretariat_with_an_appeal",
            Journey.Closed().Takes(Cleaner, "appeal", """{"reason":"台风天气"}"""), Secretary, "uphold dismiss"),
        Can("The_lead_with_a_suspended_order",
            Journey.AssignedWithSupport().Takes(Secretary, "suspend", """{"until":"2026-12-23T00:00:00Z","reason":"等待改造"}"""),
            Cleaner, "comment attach"),
        Can("The_secretariat_with_a_suspended_order",
            Journey.AssignedWithSupport().Takes(Secretary, "suspend", """{"until":"2026-12-23T00:00:00Z","reason":"等待改造"}"""),
            Secretary, "comment attach resume"),
        Can("A_person_with_a_place_in_a_post", Journey.OfAPost(2).Takes(Banker, "claim"), Banker, "return resolve comment attach"),
        Can("A_person_without_a_place_in_a_post", Journey.OfAPost(2).Takes(Banker, "claim"), SecondBanker, "claim comment attach"),
    ];

    static Journey Accepted => Journey.OfAMerchantOrder().Takes(Secretary, "accept");
    static Journey Offered => Accepted.Takes(UrbanManager, "offer");

    [TestCaseSource(nameof(CanDo))]
    public void Say_what_they_can_do(Journey journey, Caller caller, string steps) =>
        Assert.That(string.Join(' ', journey.Can(caller)), Is.EqualTo(steps));

    static readonly TestCaseData<Journey, Caller, bool>[] Seen =
    [
        Sees("The_merchant_itself", Journey.AssignedWithSupport(), TeaMerchant, true),
        Sees("Another_merchant", Journey.AssignedWithSupport(), NoodleMerchant, false),
        Sees("The_secretariat_while_it_holds_the_order", Journey.OfAMerchantOrder(), Secretary, true),
        Sees("The_secretariat_once_the_chair_holds_it", Accepted, Secretary, false),
        Sees("The_chair_while_it_holds_the_order", Accepted, UrbanManager, true),
        Sees("The_deputy_while_the_chair_holds_the_order", Accepted, Constable, true),
        Sees("A_member_that_has_no_part_yet", Accepted, Cleaner, false),
        Sees("The_lead", Journey.AssignedWithSupport(), Cleaner, true),
        Sees("A_supporting_member", Journey.AssignedWithSupport(), Constable, true),
        Sees("A_member_without_a_part", Journey.AssignedWithSupport(), Banker, false),
        Sees("The_pool_before_anybody_claimed", Offered, Cleaner, false),
        Sees("The_lead_once_it_has_resolved", Journey.Resolved(), Cleaner, false),
        Sees("The_community_that_calls_back", Journey.Resolved(), CommunityWorker, true),
        Sees("The_community_before_its_turn", Accepted, CommunityWorker, false),
        Sees("The_community_after_the_end", Journey.Closed(), CommunityWorker, false),
        Sees("An_administrator", Journey.AssignedWithSupport(), Admin, false),
        Sees("Another_alliance", Journey.OfAMerchantOrder(), Stranger, false),
        Sees("Whoever_filed_it", Journey.OfAPost(1).Takes(Banker, "claim"), CommunityWorker, true),
    ];

    [TestCaseSource(nameof(Seen))]
    public void Say_who_needs_to_reach_the_merchant(Journey journey, Caller caller, bool needs) =>
        Assert.That(Rules.Needs(journey.Order, caller, Shengyang, journey.Now), Is.EqualTo(needs));

    [Test]
    public void Let_members_see_their_alliance_and_merchants_their_own()
    {
        var order = Journey.OfAMerchantOrder().Order;

        Assert.That(
            ((Caller[])[Secretary, Cleaner, Banker, TeaMerchant, Admin]).Select(caller => Rules.MaySee(order, caller)),
            Is.All.True);
        Assert.That(((Caller[])[NoodleMerchant, Stranger]).Select(caller => Rules.MaySee(order, caller)), Is.All.False);
    }

    [Test]
    public void Know_the_merchant_that_filed_for_itself_and_whose_words_it_was()
    {
        Assert.That(Journey.OfAMerchantOrder().Order.MerchantCode, Is.EqualTo("lin-tea"));
        Assert.That(
            new Journey(MerchantOrder).Takes(CommunityWorker, "file", """{"category":"0110","title":"垃圾"}""").Order,
            Has.Property("MerchantCode").Null.And.Property("FiledBy").EqualTo("he"));
    }

    [Test]
    public void Send_a_corrected_category_to_another_pool()
    {
        var journey = Journey.OfAMerchantOrder("0110").Takes(Secretary, "accept", """{"category":"0128"}""").Takes(UrbanManager, "offer");

        Assert.That(journey.Can(Constable), Does.Contain("claim"));
        Assert.That(journey.Can(Cleaner), Does.Not.Contain("claim"));
    }

    [Test]
    public void Leave_the_lead_out_of_its_own_support_and_name_each_member_once()
    {
        var journey = Accepted.Takes(UrbanManager, "assign", """{"lead":"huanwei","support":["paichusuo","huanwei","paichusuo"]}""");

        Assert.That(journey.Parts, Is.EqualTo((string[])["huanwei lead assigned", "paichusuo support assigned"]));
    }

    [Test]
    public void Keep_no_finer_time_than_the_databases_do()
    {
        var journey = Journey.OfAMerchantOrder();
        journey.Now = Monday.AddTicks(12_345_678);

        var taken = journey.Asks(Secretary, "accept").Value!.Step;

        Assert.That(taken.At, Is.EqualTo(Monday.AddMicroseconds(1_234_567)));
        Assert.That(taken.Due, Is.EqualTo(Monday.AddMicroseconds(1_234_567).AddHours(2)));
    }

    [Test]
    public void Leave_nobody_with_a_part_at_the_end_of_an_order()
    {
        var journey = Journey.AssignedWithSupport().Takes(Constable, "claim");
        var supportEnds = MerchantOrder with
        {
            Routes = null,
            Stages = [.. MerchantOrder.Stages.Select(stage => stage.Name == "assigned" ? ResolvedIntoClosed(stage) : stage)],
        };

        var at = journey.At(Constable) with { Workflow = supportEnds };
        var decision = Rules.Decide(journey.Order, new ResolveStep("已办", [], null), new HashSet<string> { "note" }, at);

        Assert.That(decision.Value?.Step.To, Is.EqualTo("closed"));
        Assert.That(decision.Value!.Order.State.Open, Is.Empty);
    }

    [TestCase(MoveWhen.Taken, false, false, false, true)]
    [TestCase(MoveWhen.Lead, false, true, true, false)]
    [TestCase(MoveWhen.Lead, true, false, false, true)]
    [TestCase(MoveWhen.Full, true, false, true, false)]
    [TestCase(MoveWhen.Full, false, true, false, true)]
    [TestCase(MoveWhen.All, true, true, false, false)]
    [TestCase(MoveWhen.All, false, false, true, true)]
    public void Move_an_order_when(MoveWhen when, bool byLead, bool full, bool allDone, bool moves)
    {
        var rule = new StepRule("resolve", "resolved", when, [Desks.Member], new Dictionary<string, bool>(), null, null, false);

        var to = MerchantOrder.StageAfter(new Crossing(rule, "claimed", new Progress(byLead, full, allDone), null));

        Assert.That(to, Is.EqualTo(moves ? "resolved" : "claimed"));
    }

    static Stage ResolvedIntoClosed(Stage stage) =>
        stage with { Steps = new Dictionary<string, StepRule> { ["resolve"] = stage.Steps["resolve"] with { To = "closed" } } };

    static TestCaseData<Journey, Caller, string> Can(string name, Journey journey, Caller caller, string steps) =>
        new(journey, caller, steps) { TestName = $"Say_what_can_be_done_by_{name}" };

    static TestCaseData<Journey, Caller, bool> Sees(string name, Journey journey, Caller caller, bool needs) =>
        new(journey, caller, needs) { TestName = $"{(needs ? "Show_the_merchant_to" : "Hide_the_merchant_from")}_{name}" };
}
