using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>Whole journeys of the workflow volunteer-post, through the rules, in memory.</summary>
public sealed class AVolunteerPost
{
    const string Done = """{"note":"已完成"}""";
    const string Why = """{"reason":"临时有事"}""";

    [Test]
    public void Fills_up_with_people_and_ends_when_each_has_done_their_share()
    {
        var journey = Journey.OfAPost(places: 2).Takes(Banker, "claim");
        Assert.That(journey.Order.Stage, Is.EqualTo("offered"));
        journey.Takes(SecondBanker, "claim");
        Assert.That(journey.Order.Stage, Is.EqualTo("claimed"));
        Assert.That(
            journey.Parts,
            Is.EqualTo((string[])["cai post claimed", "xu post claimed"]),
            "two people of one member have two places");

        journey.Takes(Banker, "resolve", Done);
        Assert.That(journey.Order.Stage, Is.EqualTo("claimed"));
        journey.Takes(SecondBanker, "resolve", Done);
        Assert.That(journey.Order.Stage, Is.EqualTo("resolved"));

        journey.Takes(CommunityWorker, "confirm");
        Assert.That(journey.Order.Stage, Is.EqualTo("closed"));
        Assert.That(journey.Parts, Is.EqualTo((string[])["cai post done", "xu post done"]));
        Assert.That(journey.Recomputed, Is.EqualTo(journey.Order).UsingPropertiesComparer());
    }

    [Test]
    public void Has_no_second_place_for_one_person()
    {
        var journey = Journey.OfAPost(places: 3).Takes(Banker, "claim");

        Assert.That(journey.RefusalOf(Banker, "claim"), Is.EqualTo("already-claimed"));
        Assert.That(journey.Can(Banker), Does.Not.Contain("claim"));

        journey.Takes(Banker, "resolve", Done);
        Assert.That(journey.RefusalOf(Banker, "claim"), Is.EqualTo("already-claimed"), "who has done their share has had their place");
    }

    [Test]
    public void Is_only_for_people_whose_member_has_the_duty() =>
        Assert.That(Journey.OfAPost(places: 2).RefusalOf(Constable, "claim"), Is.EqualTo("wrong-desk"));

    [Test]
    public void Has_a_place_free_again_when_somebody_gives_theirs_back()
    {
        var journey = Journey.OfAPost(places: 3).Takes(Banker, "claim").Takes(Banker, "return", Why);
        Assert.That(journey.Order.Stage, Is.EqualTo("offered"));
        Assert.That(journey.Parts, Is.EqualTo((string[])["cai post returned"]));

        journey.Takes(Banker, "claim");
        Assert.That(journey.Parts, Is.EqualTo((string[])["cai post claimed"]), "and they may come back");
    }

    [Test]
    public void Goes_back_to_the_pool_when_one_of_those_at_work_leaves_and_keeps_the_others()
    {
        var journey = Journey.OfAPost(places: 2).Takes(Banker, "claim").Takes(SecondBanker, "claim").Takes(Banker, "return", Why);
        Assert.That(journey.Order.Stage, Is.EqualTo("offered"));
        Assert.That(journey.Parts, Is.EqualTo((string[])["xu post claimed", "cai post returned"]));

        journey.Takes(SecondBanker, "resolve", Done);
        Assert.That(journey.Order.Stage, Is.EqualTo("offered"), "a place is still free");

        journey.Takes(Cleaner, "claim");
        Assert.That(journey.Order.Stage, Is.EqualTo("claimed"));
        Assert.That(journey.RefusalOf(Banker, "claim"), Is.EqualTo("wrong-stage"));

        journey.Takes(Cleaner, "resolve", Done);
        Assert.That(journey.Order.Stage, Is.EqualTo("resolved"), "the one who had finished earlier counts as done");
    }

    [Test]
    public void May_be_started_before_it_is_full_but_not_before_anybody_came()
    {
        var journey = Journey.OfAPost(places: 5);
        Assert.That(journey.RefusalOf(CommunityWorker, "accept"), Is.EqualTo("nobody-claimed"));
        Assert.That(journey.Can(CommunityWorker), Does.Not.Contain("accept"));

        journey.Takes(Banker, "claim");
        Assert.That(journey.Can(CommunityWorker), Does.Contain("accept"));
        journey.Takes(CommunityWorker, "accept").Takes(Banker, "resolve", Done);
        Assert.That(journey.Order.Stage, Is.EqualTo("resolved"));
    }

    [Test]
    public void Can_be_ended_by_the_community_when_the_last_one_at_work_leaves_and_nobody_comes()
    {
        var journey = Journey.OfAPost(places: 2).Takes(Banker, "claim").Takes(SecondBanker, "claim")
            .Takes(Banker, "resolve", Done).Takes(SecondBanker, "return", Why);
        Assert.That(journey.Order.Stage, Is.EqualTo("offered"));
        Assert.That(journey.RefusalOf(CommunityWorker, "accept"), Is.EqualTo("nobody-claimed"), "nobody is left to move it on");

        journey.Takes(CommunityWorker, "confirm", """{"note":"一人已完成,足够"}""");
        Assert.That(journey.Order.Stage, Is.EqualTo("closed"));
        Assert.That(journey.Parts, Is.EqualTo((string[])["cai post done", "xu post returned"]));
    }

    [Test]
    public void Has_every_place_free_again_when_the_community_finds_it_not_done()
    {
        var journey = Journey.OfAPost(places: 1).Takes(Banker, "claim").Takes(Banker, "resolve", Done)
            .Takes(CommunityWorker, "reopen", """{"reason":"未到场"}""");
        Assert.That(journey.Order.Stage, Is.EqualTo("offered"));

        journey.Takes(SecondBanker, "claim");
        Assert.That(journey.Order.Stage, Is.EqualTo("claimed"));
        Assert.That(journey.Parts, Is.EqualTo((string[])["cai post released", "xu post claimed"]));
    }

    [Test]
    public void Is_not_offered_without_a_number_of_places()
    {
        var journey = new Journey(VolunteerPost).Takes(Secretary, "file", """{"category":"V01","title":"周六清洁家园"}""");

        Assert.That(
            journey.Asks(CommunityWorker, "offer").Refusal?.Fields,
            Is.EqualTo(new Dictionary<string, string> { ["places"] = "required" }));
    }
}
