using Dispatch.Rosters;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Tests.Rosters;

public sealed class ARosterThatGoesOn
{
    static readonly Rotation Monthly = new(["chengguan", "huanwei", "paichusuo"], new YearMonth(2026, 1));

    /// <summary>The turns of 2026 are listed, as a file is loaded in that year.</summary>
    static readonly Roster Listed = new(Monthly.Around([], 2026, 2026), Situations.Shanghai) { Rotation = Monthly };

    [TestCase(2026, 1, "chengguan", "huanwei")]
    [TestCase(2027, 1, "chengguan", "huanwei")]
    [TestCase(2034, 2, "huanwei", "paichusuo")]
    [TestCase(2099, 12, "paichusuo", "chengguan")]
    public void Names_a_chair_for_any_day_of_its_rotation(int year, int month, string member, string deputy)
    {
        var turn = Listed.On(new LocalDate(year, month, 15))!;

        Assert.That((turn.Member, turn.Deputy), Is.EqualTo((member, deputy)));
        Assert.That((turn.From, turn.Until), Is.EqualTo((new LocalDate(year, month, 1), new LocalDate(year, month, 1).PlusMonths(1).PlusDays(-1))));
    }

    [Test]
    public void Names_nobody_before_the_rotation_begins() => Assert.That(Listed.On(new LocalDate(2025, 12, 31)), Is.Null);

    [Test]
    public void Leaves_a_day_between_listed_turns_as_it_was_agreed()
    {
        Roster dated = new(
            [
                new Turn(new LocalDate(2026, 3, 1), new LocalDate(2026, 3, 10), "wuye", null),
                new Turn(new LocalDate(2026, 3, 20), new LocalDate(2026, 4, 10), "wuye", null),
            ],
            Situations.Shanghai) { Rotation = Monthly };

        Assert.That(dated.On(new LocalDate(2026, 3, 15)), Is.Null);
        Assert.That(dated.On(new LocalDate(2026, 2, 28))!.Member, Is.EqualTo("huanwei"));
        Assert.That(dated.On(new LocalDate(2026, 4, 11)), Is.EqualTo(
            new Turn(new LocalDate(2026, 4, 11), new LocalDate(2026, 4, 30), "chengguan", "huanwei")));
        Assert.That(
            dated.Gaps(new LocalDate(2026, 1, 1), new LocalDate(2026, 12, 31)),
            Is.EqualTo((DateInterval[])[new(new LocalDate(2026, 3, 11), new LocalDate(2026, 3, 19))]));
    }

    [Test]
    public void Hands_over_at_the_midnights_of_derived_turns()
    {
        var from = new DateTimeOffset(2034, 1, 31, 0, 0, 0, TimeSpan.Zero);

        Assert.That(
            Listed.HandOvers(from, from.AddDays(30)),
            Is.EqualTo((DateTimeOffset[])[new(2034, 1, 31, 16, 0, 0, TimeSpan.Zero), new(2034, 2, 28, 16, 0, 0, TimeSpan.Zero)]));
    }
}
