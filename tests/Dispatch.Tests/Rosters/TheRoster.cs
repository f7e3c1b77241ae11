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
    public void Hands_the_chair_over_at_midnight_of_its_zone()
    {
        Assert.That(Roster.At(Midnight.AddMicroseconds(-1))?.Member, Is.EqualTo("chengguan"));
        Assert.That(Roster.At(Midnight)?.Member, Is.EqualTo("huanwei"));
    }

    [Test]
    public void Names_the_deputy_beside_the_chair_for_the_same_days()
    {
        Assert.That(Roster.Names("paichusuo", Midnight.AddMicroseconds(-1)));
        Assert.That(Roster.Names("chengguan", Midnight.AddMicroseconds(-1)));
        Assert.That(Roster.Names("paichusuo", Midnight), Is.False);
        Assert.That(Roster.Names("huanwei", Midnight.AddMicroseconds(-1)), Is.False);
    }

    [Test]
    public void Includes_the_first_and_the_last_day_of_a_turn()
    {
        var oneDay = new Roster([new Turn(new LocalDate(2026, 11, 23), new LocalDate(2026, 11, 23), "huanwei", null)], Situations.Shanghai);
        var begins = new DateTimeOffset(2026, 11, 22, 16, 0, 0, TimeSpan.Zero);

        Assert.That(oneDay.At(begins.AddMicroseconds(-1)), Is.Null);
        Assert.That(oneDay.At(begins), Is.Not.Null);
        Assert.That(oneDay.At(begins.AddDays(1).AddMicroseconds(-1)), Is.Not.Null);
        Assert.That(oneDay.At(begins.AddDays(1)), Is.Null);
    }

    [Test]
    public void Names_nobody_before_its_first_turn() =>
        Assert.That(Roster.Names("chengguan", new DateTimeOffset(2026, 10, 31, 15, 59, 59, TimeSpan.Zero)), Is.False);

    [Test]
    public void Takes_the_chair_from_one_member_to_the_next_in_the_middle_of_an_order()
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
    public void Lets_the_deputy_act_in_the_place_of_the_chair()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Situations.Secretary, "accept").Takes(Situations.Constable, "offer");

        Assert.That(journey.Order.Stage, Is.EqualTo("offered"));
    }

    [Test]
    public void Decides_for_whom_the_one_who_acts_for_whoever_chairs_acts()
    {
        var whoever = Situations.UrbanManager with { Member = Caller.WhoeverChairs };

        Assert.That(whoever.At(Midnight.AddMicroseconds(-1), Situations.Shengyang).Member, Is.EqualTo("chengguan"));
        Assert.That(whoever.At(Midnight, Situations.Shengyang).Member, Is.EqualTo("huanwei"));
        Assert.That(whoever.At(Midnight.AddYears(1), Situations.Shengyang).Member, Is.Null);
    }
}
