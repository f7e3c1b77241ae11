using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Registers;
using Dispatch.Rosters;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Tests.Registers;

/// <summary>Changes of a roster on Monday, 23 November: urban management chairs in November, sanitation in December.</summary>
public sealed class ARosterEdit
{
    static readonly DateTimeOffset Now = Situations.Monday;

    static readonly TestCaseData<TurnEntry, string>[] Faulty =
    [
        new(Entry("11-22", "11-22"), "from before-today") { TestName = "A_turn_does_not_begin_in_the_past" },
        new(Entry("12-05", "12-04"), "until before-the-first") { TestName = "A_turn_does_not_end_before_it_begins" },
        new(Entry("12-05", "12-06", "nobody"), "member unknown-member") { TestName = "A_turn_is_of_a_member" },
        new(Entry("12-05", "12-06", "yinhang", "yinhang"), "deputy its-own-deputy") { TestName = "A_member_is_not_its_own_deputy" },
        new(Entry("12-05", "12-06", "yinhang", "nobody"), "deputy unknown-member") { TestName = "A_deputy_is_a_member" },
        new(new TurnEntry(new(2026, 12, 5), new(2030, 1, 1), "yinhang", null), "until more-than-three-years-ahead")
        {
            TestName = "A_turn_is_not_far_away",
        },
    ];

    [TestCaseSource(nameof(Faulty))]
    public void Is_refused_with_the_field_that_is_wrong(TurnEntry entry, string fault)
    {
        var refusal = RosterEdits.Enter(entry, Now)(Definition(Situations.Shengyang.Roster)).Refusal;

        Assert.That(refusal?.Fields?.Select(field => $"{field.Key} {field.Value}"), Is.EqualTo((string[])[fault]));
    }

    [Test]
    public void Enters_a_turn_on_days_that_nobody_has()
    {
        Assert.That(After(RosterEdits.Enter(Entry("2027-01-01", "2027-01-31"), Now)), Is.EqualTo((string[])
            ["2026-11-01 2026-11-30 chengguan", "2026-12-01 2026-12-31 huanwei", "2027-01-01 2027-01-31 yinhang"]));
    }

    [Test]
    public void Takes_no_days_from_another_turn_and_says_whose_they_are()
    {
        var refusal = RosterEdits.Enter(Entry("12-20", "2027-01-05"), Now)(Definition(Situations.Shengyang.Roster)).Refusal;

        Assert.That(refusal, Is.EqualTo(Refusal.Of(Refusal.TurnsOverlap, "huanwei", "2026-12-01", "2026-12-31")));
    }

    [Test]
    public void Changes_a_turn_and_leaves_the_days_that_it_gives_up_without_a_chair()
    {
        var edit = RosterEdits.Enter(Entry("12-05", "12-31", "paichusuo", "huanwei", "12-01"), Now);

        var roster = Roster(edit);
        Assert.That(
            roster.Turns.Select(Said), Is.EqualTo((string[])["2026-11-01 2026-11-30 chengguan", "2026-12-05 2026-12-31 paichusuo"]));
        Assert.That(roster.Gaps(new(2026, 11, 1), new(2026, 12, 31)), Is.EqualTo([new DateInterval(new(2026, 12, 1), new(2026, 12, 4))]));
    }

    [Test]
    public void Changes_a_turn_that_is_under_way_from_its_first_day_on_paper()
    {
        var edit = RosterEdits.Enter(Entry("11-01", "11-25", "chengguan", null, "11-01"), Now);

        Assert.That(After(edit), Is.EqualTo((string[])["2026-11-01 2026-11-25 chengguan", "2026-12-01 2026-12-31 huanwei"]));
    }

    [Test]
    public void Swaps_the_chairs_of_two_turns_with_their_deputies()
    {
        var roster = Roster(RosterEdits.Swap(new(2026, 11, 1), new(2026, 12, 1), Now));

        Assert.That(roster.Turns.Select(turn => $"{turn.Member} {turn.Deputy}"), Is.EqualTo((string[])["huanwei ", "chengguan paichusuo"]));
    }

    [Test]
    public void Takes_a_turn_out()
    {
        Assert.That(After(RosterEdits.Remove(new(2026, 12, 1), Now)), Is.EqualTo((string[])["2026-11-01 2026-11-30 chengguan"]));
        Assert.That(
            RosterEdits.Remove(new(2026, 12, 2), Now)(Definition(Situations.Shengyang.Roster)).Refusal?.Code,
            Is.EqualTo(Refusal.NoSuchTurn));
    }

    [Test]
    public void Lets_a_rotation_give_the_days_that_are_not_entered()
    {
        var rotated = Roster(RosterEdits.Rotate(new YearMonth(2027, 1), ["paichusuo", "yinhang"], Now));

        Assert.That(rotated.On(new(2026, 12, 15))?.Member, Is.EqualTo("huanwei"), "what was entered goes first");
        Assert.That(rotated.On(new(2027, 1, 15))?.Member, Is.EqualTo("paichusuo"));
        Assert.That(rotated.On(new(2035, 2, 15))?.Member, Is.Not.Null, "without end");

        // A turn that is entered cuts into the rotation, and what the rotation gives is not taken out.
        var entered = Roster(RosterEdits.Enter(Entry("2027-01-10", "2027-01-12", "huanwei"), Now), rotated);
        Assert.That(
            Enumerable.Range(9, 5).Select(day => entered.On(new(2027, 1, day))?.Member),
            Is.EqualTo((string[])["paichusuo", "huanwei", "huanwei", "huanwei", "paichusuo"]));
        Assert.That(
            RosterEdits.Remove(new(2027, 2, 1), Now)(Definition(entered)).Refusal?.Code, Is.EqualTo(Refusal.TurnOfTheRotation));
        var removed = Roster(RosterEdits.Remove(new(2027, 1, 10), Now), entered);
        Assert.That(removed.On(new(2027, 1, 11))?.Member, Is.EqualTo("paichusuo"));
    }

    [Test]
    public void Proposes_the_order_in_which_members_chaired_for_the_days_that_nobody_has()
    {
        var proposal = RosterEdits.Proposal(Situations.Shengyang, Now);

        Assert.That(proposal?.Start, Is.EqualTo(new YearMonth(2027, 1)));
        Assert.That(proposal?.Members, Is.EqualTo((string[])["chengguan", "huanwei"]));
    }

    [TestCase("nobody", "unknown-member")]
    [TestCase("chengguan", "given-twice")]
    public void Refuses_a_rotation_of_others_or_of_one_twice(string second, string fault)
    {
        var edit = RosterEdits.Rotate(new YearMonth(2027, 1), ["chengguan", second], Now);
        var refusal = edit(Definition(Situations.Shengyang.Roster)).Refusal;

        Assert.That(refusal?.Fields?["members"], Is.EqualTo(fault));
    }

    static AllianceDefinition Definition(Roster roster) => new(Situations.Shengyang with { Roster = roster }, []);

    static Roster Roster(RegisterEdit edit, Roster? of = null)
    {
        var decision = edit(Definition(of ?? Situations.Shengyang.Roster));
        Assert.That(decision.Refusal, Is.Null);
        return decision.Value!.Alliance.Roster;
    }

    static IEnumerable<string> After(RegisterEdit edit) => Roster(edit).Turns.Select(Said);

    static string Said(Turn turn) => $"{turn.From:yyyy-MM-dd} {turn.Until:yyyy-MM-dd} {turn.Member}";

    static TurnEntry Entry(string from, string until, string member = "yinhang", string? deputy = null, string? inPlaceOf = null) =>
        new(Day(from), Day(until), member, deputy, inPlaceOf is null ? null : Day(inPlaceOf));

    static LocalDate Day(string day) => NodaTime.Text.LocalDatePattern.Iso.Parse(day.Length == 5 ? $"2026-{day}" : day).Value;
}
