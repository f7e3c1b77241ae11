using Dispatch.Rosters;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Tests.Rosters;

/// <summary>Who chairs until when, and who comes next.</summary>
public sealed class AChairChange
{
    static readonly LocalDate Today = new(2026, 11, 23);

    static readonly TestCaseData<Roster, string?, string?, string?>[] Rosters =
    [
        new(Of(("a", 1, 30), ("b", 31, 61)), "a", "2026-11-30", "b 2026-12-01") { TestName = "The_next_turn_follows" },
        new(Of(("a", 1, 25), ("a", 26, 30), ("b", 31, 61)), "a", "2026-11-30", "b 2026-12-01") { TestName = "A_turn_in_two_pieces_is_one" },
        new(Of(("a", 1, 25), ("b", 28, 61)), "a", "2026-11-25", "b 2026-11-28") { TestName = "Days_without_a_chair_may_lie_between" },
        new(Of(("b", 31, 61)), null, null, "b 2026-12-01") { TestName = "Nobody_may_chair_now" },
        new(Of(("a", 1, 30)), "a", "2026-11-30", null) { TestName = "Nobody_may_come_next" },
        new(new Roster([], Situations.Shanghai), null, null, null) { TestName = "An_empty_roster_has_neither" },
        new(new Roster([], Situations.Shanghai) { Rotation = new Rotation(["a", "b"], new YearMonth(2026, 11)) }, "a", "2026-11-30",
            "b 2026-12-01") { TestName = "A_rotation_goes_on" },
        new(new Roster([], Situations.Shanghai) { Rotation = new Rotation(["a"], null) }, "a", "2027-12-31", null)
        {
            TestName = "A_chair_that_stays_hands_over_to_nobody",
        },
    ];

    [TestCaseSource(nameof(Rosters))]
    public void Is_found_in_the_roster(Roster roster, string? chair, string? lastDay, string? next)
    {
        var change = ChairChange.Of(roster, Situations.Monday);

        Assert.That((change.Now?.Member, change.LastDay is { } day ? $"{day:yyyy-MM-dd}" : null,
            change.Next is { } turn ? $"{turn.Member} {turn.From:yyyy-MM-dd}" : null), Is.EqualTo((chair, lastDay, next)));
    }

    /// <summary>Turns from and to a day that is counted from 1 November.</summary>
    static Roster Of(params (string Member, int From, int Until)[] turns)
    {
        var before = new LocalDate(2026, 10, 31);
        Assert.That(Today.Month, Is.EqualTo(11));
        return new Roster(
            [.. turns.Select(turn => new Turn(before.PlusDays(turn.From), before.PlusDays(turn.Until), turn.Member, null))],
            Situations.Shanghai);
    }
}
