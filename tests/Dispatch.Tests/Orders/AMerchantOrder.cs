using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>Whole journeys of the workflow merchant-order, through the rules, in memory.</summary>
public sealed class AMerchantOrder
{
    [Test]
    public void Goes_from_the_merchant_by_way_of_secretariat_and_chair_to_the_member_and_back()
    {
        var journey = Journey.OfAMerchantOrder();
        Assert.That(Where(journey), Is.EqualTo("filed secretariat"));
        journey.Takes(Secretary, "accept", """{"urgency":"raised"}""");
        Assert.That(Where(journey), Is.EqualTo("accepted chair"));
        journey.Takes(UrbanManager, "assign", """{"lead":"huanwei"}""");
        Assert.That(Where(journey), Is.EqualTo("assigned member"));
        journey.Takes(Cleaner, "claim");
        Assert.That(Where(journey), Is.EqualTo("claimed member"));
        journey.Takes(Cleaner, "resolve", """{"note":"已清运","photos":["https://photos.example/1.jpg"]}""");
        Assert.That(Where(journey), Is.EqualTo("resolved community"));
        journey.Takes(CommunityWorker, "confirm", """{"rating":5,"note":"商户满意"}""");
        Assert.That(Where(journey), Is.EqualTo("closed "));

        Assert.That(journey.History.Select(taken => taken.Sequence), Is.EqualTo(Enumerable.Range(1, 6)));
        Assert.That(journey.Parts, Is.EqualTo((string[])["huanwei lead done"]));
    }

    [Test]
    public void Gives_each_desk_the_time_that_the_file_says()
    {
        var journey = Journey.OfAMerchantOrder();
        Assert.That(journey.Order.Due, Is.EqualTo(Monday.AddHours(2)));

        journey.Now = Monday.AddHours(1); // 10:00
        journey.Takes(TeaMerchant, "comment", """{"text":"味道很大"}""");
        Assert.That(journey.Order.Due, Is.EqualTo(Monday.AddHours(2)), "a remark moves no clock");
        Assert.That(journey.Order.Since, Is.EqualTo(Monday));

        journey.Takes(Secretary, "accept");
        Assert.That(journey.Order.Due, Is.EqualTo(Monday.AddHours(3)));
        journey.Takes(UrbanManager, "assign", """{"lead":"huanwei"}""");
        Assert.That(journey.Order.Due, Is.EqualTo(Monday.AddHours(7)), "four working hours from 10:00 leave lunch out");
        journey.Takes(Cleaner, "claim").Takes(Cleaner, "resolve", """{"note":"已清运"}""").Takes(TeaMerchant, "confirm");
        Assert.That(journey.Order.Due, Is.Null);
    }

    [Test]
    public void May_be_claimed_from_the_pool_by_the_first_member_with_the_duty()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Secretary, "accept").Takes(UrbanManager, "offer");
        Assert.That(Where(journey), Is.EqualTo("offered pool"));
        Assert.That(journey.RefusalOf(Banker, "claim"), Is.EqualTo("wrong-desk"), "the bank has no duty for rubbish");

        journey.Takes(Cleaner, "claim");

        Assert.That(Where(journey), Is.EqualTo("claimed member"));
        Assert.That(journey.Parts, Is.EqualTo((string[])["huanwei lead claimed"]));
        Assert.That(journey.RefusalOf(UrbanManager, "claim"), Is.EqualTo("wrong-desk"), "the chair's own member came too late");
    }

    [Test]
    public void Is_taken_back_from_the_pool_by_the_chair()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Secretary, "accept").Takes(UrbanManager, "offer")
            .Takes(UrbanManager, "assign", """{"lead":"huanwei"}""");

        Assert.That(Where(journey), Is.EqualTo("assigned member"));
    }

    [Test]
    public void Moves_when_the_lead_claims_and_not_when_a_supporting_member_does()
    {
        var journey = Journey.AssignedWithSupport().Takes(UrbanManager, "claim");
        Assert.That(Where(journey), Is.EqualTo("assigned member"));

        journey.Takes(Cleaner, "claim");
        Assert.That(Where(journey), Is.EqualTo("claimed member"));

        journey.Takes(Constable, "claim");
        Assert.That(Where(journey), Is.EqualTo("claimed member"));
        Assert.That(
            journey.Parts,
            Is.EquivalentTo((string[])["chengguan support claimed", "huanwei lead claimed", "paichusuo support claimed"]));
    }

    [Test]
    public void Lets_a_supporting_member_finish_before_the_lead_has_claimed()
    {
        var journey = Journey.AssignedWithSupport().Takes(UrbanManager, "claim").Takes(UrbanManager, "resolve", """{"note":"已劝离"}""");

        Assert.That(Where(journey), Is.EqualTo("assigned member"));
        Assert.That(journey.Parts, Does.Contain("chengguan support done"));
        Assert.That(journey.RefusalOf(Cleaner, "resolve", """{"note":"已清运"}"""), Is.EqualTo("not-your-part"), "the lead has not claimed");
    }

    [Test]
    public void Is_resolved_by_the_lead_who_gives_a_reason_while_support_is_open()
    {
        var journey = Journey.AssignedWithSupport().Takes(Cleaner, "claim")
            .Takes(UrbanManager, "claim").Takes(UrbanManager, "resolve", """{"note":"已劝离"}""");

        var refusal = journey.Asks(Cleaner, "resolve", """{"note":"已清运"}""").Refusal;
        Assert.That((refusal?.Code, refusal?.Names), Is.EqualTo(("support-open", (string[])["paichusuo"])));

        journey.Takes(Cleaner, "resolve", """{"note":"已清运","reason":"派出所另案处理"}""");
        Assert.That(Where(journey), Is.EqualTo("resolved community"));
        Assert.That(journey.Parts, Is.EqualTo((string[])["paichusuo support released", "chengguan support done", "huanwei lead done"]));
    }

    [Test]
    public void Needs_no_reason_once_support_is_done_or_given_back()
    {
        var journey = Journey.AssignedWithSupport().Takes(Cleaner, "claim")
            .Takes(UrbanManager, "claim").Takes(UrbanManager, "resolve", """{"note":"已劝离"}""")
            .Takes(Constable, "return", """{"reason":"不属本所"}""");
        Assert.That(Where(journey), Is.EqualTo("claimed member"), "a supporting member's return moves nothing");

        journey.Takes(Cleaner, "resolve", """{"note":"已清运"}""");
        Assert.That(Where(journey), Is.EqualTo("resolved community"));
    }

    [Test]
    public void Goes_back_to_the_chair_when_the_lead_returns_it_and_frees_those_who_helped()
    {
        var journey = Journey.AssignedWithSupport().Takes(UrbanManager, "claim").Takes(Cleaner, "return", """{"reason":"不属本所职能"}""");

        Assert.That(Where(journey), Is.EqualTo("accepted chair"));
        Assert.That(
            journey.Parts,
            Is.EquivalentTo((string[])["huanwei lead returned", "chengguan support released", "paichusuo support released"]));
    }

    [Test]
    public void Can_be_returned_twice_and_then_the_chairs_word_is_final()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Secretary, "accept")
            .Takes(UrbanManager, "assign", """{"lead":"huanwei"}""").Takes(Cleaner, "return", """{"reason":"不属本所"}""")
            .Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""")
            .Takes(Constable, "claim").Takes(Constable, "return", """{"reason":"不属本所"}""")
            .Takes(UrbanManager, "assign", """{"lead":"huanwei"}""");

        var refusal = journey.Asks(Cleaner, "return", """{"reason":"还是不属本所"}""").Refusal;
        Assert.That((refusal?.Code, refusal?.Names), Is.EqualTo(("used-up", (string[])["return", "2"])));
        Assert.That(journey.Can(Cleaner), Does.Not.Contain("return"));

        journey.Takes(Cleaner, "claim");
        Assert.That(journey.RefusalOf(Cleaner, "return", """{"reason":"还是不属本所"}"""), Is.EqualTo("used-up"));
        journey.Takes(Cleaner, "resolve", """{"note":"已清运"}""");
        Assert.That(Where(journey), Is.EqualTo("resolved community"));
    }

    [Test]
    public void Can_be_reopened_until_72_hours_after_it_was_closed_and_not_a_microsecond_later()
    {
        var journey = Journey.Closed();

        journey.Now = Monday.AddHours(72).AddMicroseconds(1);
        Assert.That(journey.RefusalOf(TeaMerchant, "reopen", """{"reason":"又堆起来了"}"""), Is.EqualTo("too-late"));
        Assert.That(journey.Can(TeaMerchant), Is.Empty);

        journey.Now = Monday.AddHours(72);
        Assert.That(journey.Can(TeaMerchant), Is.EqualTo((string[])["reopen"]));
        journey.Takes(TeaMerchant, "reopen", """{"reason":"又堆起来了"}""");
        Assert.That(Where(journey), Is.EqualTo("accepted chair"));
        Assert.That(journey.Order.Due, Is.Not.Null);
    }

    [Test]
    public void Goes_back_to_the_chair_when_not_done_and_can_then_be_claimed_from_the_pool()
    {
        var journey = Journey.Resolved().Takes(CommunityWorker, "reopen", """{"reason":"现场仍有垃圾"}""");
        Assert.That(Where(journey), Is.EqualTo("accepted chair"));

        journey.Takes(UrbanManager, "offer").Takes(UrbanManager, "claim");
        Assert.That(Where(journey), Is.EqualTo("claimed member"));
        Assert.That(journey.Parts, Is.EqualTo((string[])["huanwei lead released", "chengguan lead claimed"]));
    }

    [Test]
    public void Can_be_claimed_from_the_pool_though_support_had_finished_before_the_return()
    {
        var journey = Journey.AssignedWithSupport().Takes(UrbanManager, "claim").Takes(UrbanManager, "resolve", """{"note":"已劝离"}""")
            .Takes(Cleaner, "return", """{"reason":"不属本所"}""").Takes(UrbanManager, "offer").Takes(UrbanManager, "claim");

        Assert.That(Where(journey), Is.EqualTo("claimed member"));
    }

    [Test]
    public void Is_refused_by_the_secretariat_with_a_reason()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Secretary, "refuse", """{"reason":"不属联盟职责"}""");

        Assert.That(Where(journey), Is.EqualTo("refused "));
        Assert.That(journey.Can(Secretary), Is.EqualTo((string[])["recall"]));
    }

    [Test]
    public void Is_withdrawn_by_its_merchant_at_any_stage_before_its_end()
    {
        foreach (var journey in (Journey[])[Journey.OfAMerchantOrder(), Journey.AssignedWithSupport(), Journey.Resolved()])
        {
            journey.Takes(TeaMerchant, "withdraw", """{"reason":"已自行解决"}""");

            Assert.That(Where(journey), Is.EqualTo("withdrawn "));
            Assert.That(journey.Order.State.Open, Is.Empty);
        }

        Assert.That(Journey.Closed().RefusalOf(TeaMerchant, "withdraw"), Is.EqualTo("wrong-stage"));
    }

    [Test]
    public void Is_merged_into_an_earlier_order()
    {
        var earlier = Journey.OfAMerchantOrder().Order with
        {
            Id = Guid.Parse("019ab000-0000-7000-8000-000000000000"),
            Number = "SY-20261123-0000",
        };
        var journey = Journey.OfAMerchantOrder();
        journey.Others = new Dictionary<string, Dispatch.Orders.Order> { [earlier.Number] = earlier };

        journey.Takes(Secretary, "merge", """{"into":"SY-20261123-0000"}""");

        Assert.That(Where(journey), Is.EqualTo("merged "));
        Assert.That(journey.Order.State.MergedInto, Is.EqualTo("SY-20261123-0000"));
    }

    [Test]
    public void Is_the_same_when_it_is_made_again_from_its_history()
    {
        var journey = Journey.AssignedWithSupport()
            .Takes(UrbanManager, "claim").Takes(Cleaner, "claim").Takes(Constable, "return", """{"reason":"不属本所"}""")
            .Takes(TeaMerchant, "attach", """{"photos":["https://photos.example/2.jpg"]}""")
            .Takes(Cleaner, "return", """{"reason":"人手不足"}""")
            .Takes(UrbanManager, "offer").Takes(Cleaner, "claim").Takes(Cleaner, "resolve", """{"note":"已清运"}""")
            .Takes(CommunityWorker, "reopen", """{"reason":"现场仍有垃圾"}""")
            .Takes(UrbanManager, "assign", """{"lead":"huanwei"}""")
            .Takes(Cleaner, "claim").Takes(Cleaner, "resolve", """{"note":"再次清运"}""")
            .Takes(TeaMerchant, "confirm", """{"rating":4}""");

        Assert.That(journey.Recomputed, Is.EqualTo(journey.Order).UsingPropertiesComparer());
    }

    static string Where(Journey journey) => $"{journey.Order.Stage} {journey.Order.Desk}";
}
