using Dispatch.Rosters;
using NodaTime;

namespace Dispatch.Tests.Rosters;

public sealed class ARotation
{
    static readonly string[] Members = ["chengguan", "shichang", "jiaojing", "huanwei", "jiedao"];

    [Test]
    public void A_month_has_the_same_chair_whichever_years_are_asked_for()
    {
        var rotation = new Rotation(Members, null);

        var alone = rotation.Around([], 2027, 2027);
        var among = rotation.Around([], 2024, 2030).Where(turn => turn.From.Year == 2027);

        Assert.That(alone, Is.EqualTo(among));
    }

    [Test]
    public void A_rotation_goes_on_over_the_end_of_a_year()
    {
        var turns = new Rotation(Members, new YearMonth(2026, 1)).Around([], 2026, 2027);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(turns[0].Member, Is.EqualTo("chengguan"));
            Assert.That(turns[11].Member, Is.EqualTo("shichang"), "December is the twelfth month of a rotation of five");
            Assert.That(turns[12].Member, Is.EqualTo("jiaojing"));
            Assert.That(turns[12].Deputy, Is.EqualTo("huanwei"));
        }
    }

    [Test]
    public void A_rotation_begins_with_its_first_month()
    {
        var turns = new Rotation(Members, new YearMonth(2026, 11)).Around([], 2026, 2026);

        Assert.That(turns.Select(turn => turn.Member), Is.EqualTo((string[])["chengguan", "shichang"]));
    }

    [Test]
    public void A_rotation_of_one_member_has_no_deputy() =>
        Assert.That(
            new Rotation(["wuye"], null).Around([], 2026, 2026),
            Has.All.Matches<Turn>(turn => turn is { Member: "wuye", Deputy: null }));

    [Test]
    public void A_month_full_of_dated_turns_is_left_out_of_the_rotation()
    {
        Turn[] dated =
        [
            new(new LocalDate(2026, 1, 20), new LocalDate(2026, 2, 10), "wuye", null),
            new(new LocalDate(2026, 2, 11), new LocalDate(2026, 2, 28), "yinhang", null),
        ];

        var turns = new Rotation(Members, new YearMonth(2026, 1)).Around(dated, 2026, 2026);

        Assert.That(turns.Take(4).Select(turn => turn.Member), Is.EqualTo((string[])["chengguan", "wuye", "yinhang", "jiaojing"]));
        Assert.That(
            turns.Zip(turns.Skip(1)),
            Has.All.Matches<(Turn Before, Turn After)>(pair => pair.Before.Until.PlusDays(1) == pair.After.From));
    }
}
