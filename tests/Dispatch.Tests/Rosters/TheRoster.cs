using Dispatch.Accounts;
using Dispatch.Rosters;
using Dispatch.Tests.Orders;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Tests.Rosters;

public sealed class TheRoster
{
    static readonly Roster Roster = Situations.Shengyang.Roster;

    /// <summary>The first instant of December in Putian.</summary>
    static readonly DateTimeOffset Midnight = new(2026, 11, 30, 16, 0, 0, TimeSpan.Zero);

    [Test]
    public void The_chair_changes_at_midnight_of_the_alliances_time_zone()
    {
        Assert.That(Roster.At(Midnight.AddMicroseconds(-1))?.Member, Is.EqualTo("chengguan"));
        Assert.That(Roster.At(Midnight)?.Member, Is.EqualTo("huanwei"));
    }

    [Test]
    public void The_deputy_may_chair_on_the_same_days_as_the_chair()
    {
        Assert.That(Roster.Names("paichusuo", Midnight.AddMicroseconds(-1)));
        Assert.That(Roster.Names("chengguan", Midnight.AddMicroseconds(-1)));
        Assert.That(Roster.Names("paichusuo", Midnight), Is.False);
        Assert.That(Roster.Names("huanwei", Midnight.AddMicroseconds(-1)), Is.False);
    }

    [Test]
    public void A_turn_includes_its_first_and_its_last_day()
    {
        LocalDate day = new(2026, 11, 23);
        var oneDay = new Roster([new Turn(day, day, "huanwei", null)], Situations.Shanghai);
        var begins = new DateTimeOffset(2026, 11, 22, 16, 0, 0, TimeSpan.Zero);

        Assert.That(oneDay.At(begins.AddMicroseconds(-1)), Is.Null);
        Assert.That(oneDay.At(begins), Is.Not.Null);
        Assert.That(oneDay.At(begins.AddDays(1).AddMicroseconds(-1)), Is.Not.Null);
        Assert.That(oneDay.At(begins.AddDays(1)), Is.Null);
    }

    [Test]
    public void Nobody_chairs_before_the_first_turn() =>
        Assert.That(Roster.Names("chengguan", new DateTimeOffset(2026, 10, 31, 15, 59, 59, TimeSpan.Zero)), Is.False);

    [Test]
    public void Authority_over_an_order_passes_to_the_next_chair_at_midnight()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Situations.Secretary, "accept");

        journey.Now = Midnight.AddMicroseconds(-1);
        Assert.That(journey.Can(Situations.UrbanManager), Does.Contain("assign"));
        Assert.That(journey.RefusalOf(Situations.Cleaner, "assign", """{"lead":"huanwei"}"""), Is.EqualTo("wrong-desk"));

        journey.Now = Midnight;
        Assert.That(journey.RefusalOf(Situations.UrbanManager, "assign", """{"lead":"huanwei"}"""), Is.EqualTo("wrong-desk"));
        journey.Takes(Situations.Cleaner, "assign", """{"lead":"paichusuo"}""");
        Assert.That(journey.Order.Stage, Is.EqualTo("assigned"));
    }

    [Test]
    public void The_deputy_may_act_in_the_place_of_the_chair()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Situations.Secretary, "accept").Takes(Situations.Constable, "offer");

        Assert.That(journey.Order.Stage, Is.EqualTo("offered"));
    }

    [Test]
    public void A_caller_who_acts_for_whoever_chairs_acts_for_that_member()
    {
        var whoever = Situations.UrbanManager with { Member = Caller.WhoeverChairs };

        Assert.That(whoever.At(Midnight.AddMicroseconds(-1), Situations.Shengyang).Member, Is.EqualTo("chengguan"));
        Assert.That(whoever.At(Midnight, Situations.Shengyang).Member, Is.EqualTo("huanwei"));
        Assert.That(whoever.At(Midnight.AddYears(1), Situations.Shengyang).Member, Is.Null);
    }
}
