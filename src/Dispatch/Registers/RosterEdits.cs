using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Rosters;
using NodaTime;

namespace Dispatch.Registers;

/// <summary>A turn as somebody enters it.</summary>
/// <param name="Deputy">Null for none.</param>
/// <param name="InPlaceOf">The first day of the turn that it replaces; null where it is another one.</param>
public sealed record TurnEntry(LocalDate From, LocalDate Until, string Member, string? Deputy, LocalDate? InPlaceOf = null);

/// <summary>
/// Changes of a roster, from today on: turns that are entered stand apart from the rotation, which gives the days that they leave.
/// </summary>
public static class RosterEdits
{
    /// <summary>Nobody agrees on turns that are further away.</summary>
    static readonly Period Furthest = Period.FromYears(3);

    /// <summary>Enters a turn. It may take days from the rotation, and none from another turn that was entered.</summary>
    public static RegisterEdit Enter(TurnEntry entry, DateTimeOffset now) => Edit(now, (alliance, today) =>
    {
        var roster = alliance.Roster;
        var replaced = entry.InPlaceOf is { } first ? TurnOf(roster, first, today) : null;
        if (entry.InPlaceOf is not null && replaced is null)
            return Refusal.Of(Refusal.NoSuchTurn);
        // Of a turn that is under way the days that are past stay.
        var begins = replaced is not null && replaced.From < today && entry.From == replaced.From ? today : entry.From;
        if (FaultOf(entry with { From = begins }, alliance, today) is { } fault)
            return fault;

        var turn = new Turn(entry.From, entry.Until, entry.Member, entry.Deputy);
        IReadOnlyList<Turn> others = [.. Entered(roster).Where(other => other != replaced)];
        if (others.FirstOrDefault(other => other.From <= turn.Until && turn.From <= other.Until) is { } taken)
            return new Refusal(Refusal.TurnsOverlap, [taken.Member, $"{taken.From:yyyy-MM-dd}", $"{taken.Until:yyyy-MM-dd}"]);
        return With(roster, [.. others, turn], roster.Rotation, today);
    });

    /// <summary>Takes a turn out. Where there is a rotation it gives the days; else nobody chairs on them.</summary>
    public static RegisterEdit Remove(LocalDate first, DateTimeOffset now) => Edit(now, (alliance, today) =>
    {
        var roster = alliance.Roster;
        if (TurnOf(roster, first, today) is not { } turn)
            return Refusal.Of(Refusal.NoSuchTurn);
        if (!Entered(roster).Contains(turn))
            return Refusal.Of(Refusal.TurnOfTheRotation);
        return With(roster, [.. Entered(roster).Where(other => other != turn)], roster.Rotation, today);
    });

    /// <summary>Lets the chairs of two turns take each other's days, deputies with them.</summary>
    public static RegisterEdit Swap(LocalDate one, LocalDate other, DateTimeOffset now) => Edit(now, (alliance, today) =>
    {
        var roster = alliance.Roster;
        if (TurnOf(roster, one, today) is not { } first || TurnOf(roster, other, today) is not { } second)
            return Refusal.Of(Refusal.NoSuchTurn);
        IReadOnlyList<Turn> others = [.. Entered(roster).Where(turn => turn != first && turn != second)];
        return With(
            roster,
            [
                .. others,
                first with { Member = second.Member, Deputy = second.Deputy },
                second with { Member = first.Member, Deputy = first.Deputy },
            ],
            roster.Rotation, today);
    });

    /// <summary>Lets members chair in turn, a calendar month each with the next one as deputy. What was entered goes before it.</summary>
    /// <param name="start">The first month of the first member.</param>
    /// <param name="members">In their order; empty for no rotation any more.</param>
    public static RegisterEdit Rotate(YearMonth start, IReadOnlyList<string> members, DateTimeOffset now) => Edit(now, (alliance, today) =>
    {
        if (members.FirstOrDefault(member => !IsThere(alliance, member)) is not null)
            return Refusal.Input("members", "unknown-member");
        if (members.Distinct().Count() < members.Count)
            return Refusal.Input("members", "given-twice");
        var rotation = members.Count > 0 ? new Rotation(members, start) : null;
        return With(alliance.Roster, Entered(alliance.Roster), rotation, today);
    });

    /// <summary>The turns that do not follow from the rotation by themselves.</summary>
    public static IReadOnlyList<Turn> Entered(Roster roster) =>
        [.. roster.Turns.Where(turn => !IsGivenBy(roster.Rotation, turn))];

    /// <summary>
    /// A rotation for a roster that has none: the members in the order in which they chaired last, from the first month on for which nobody
    /// is named. Null where nobody ever chaired.
    /// </summary>
    public static Rotation? Proposal(Alliance alliance, DateTimeOffset now)
    {
        var (roster, today) = (alliance.Roster, alliance.Roster.DayOf(now));
        var order = roster.Turns.Reverse().Select(turn => turn.Member).Where(member => IsThere(alliance, member)).Distinct().Reverse()
            .ToList();
        if (roster.Rotation is not null || order.Count == 0)
            return null;
        var first = roster.Gaps(today, today + Furthest).Select(gap => (LocalDate?)gap.Start).FirstOrDefault() ?? today;
        return new Rotation(order, first.ToYearMonth());
    }

    static RegisterEdit Edit(DateTimeOffset now, Func<Alliance, LocalDate, Decision<Roster>> change) => definition =>
    {
        if (definition is null)
            return Refusal.Of(Refusal.NoSuchAlliance);
        var alliance = definition.Alliance;
        var decision = change(alliance, alliance.Roster.DayOf(now));
        return decision.IsAccepted
            ? definition with { Alliance = alliance with { Roster = decision.Value } }
            : decision.Refusal;
    };

    static Refusal? FaultOf(TurnEntry entry, Alliance alliance, LocalDate today)
    {
        Dictionary<string, string> faults = [];
        if (entry.From < today)
            faults["from"] = "before-today";
        if (entry.Until < entry.From)
            faults["until"] = "before-the-first";
        else if (entry.Until > today + Furthest)
            faults["until"] = "more-than-three-years-ahead";
        if (!IsThere(alliance, entry.Member))
            faults["member"] = "unknown-member";
        if (entry.Deputy is { } deputy && !IsThere(alliance, deputy))
            faults["deputy"] = "unknown-member";
        else if (entry.Deputy == entry.Member)
            faults["deputy"] = "its-own-deputy";
        return faults.Count > 0 ? new Refusal(Refusal.BadInput, [], faults) : null;
    }

    static bool IsThere(Alliance alliance, string code) => alliance.Members.GetValueOrDefault(code) is { HasLeft: false };

    /// <summary>The turn that begins on a day and has not ended; null where there is none.</summary>
    static Turn? TurnOf(Roster roster, LocalDate first, LocalDate today) =>
        roster.On(first) is { } turn && turn.From == first && turn.Until >= today ? turn : null;

    static bool IsGivenBy(Rotation? rotation, Turn turn) =>
        rotation?.On(turn.From) is { } month && turn.Until <= month.Until && (turn.Member, turn.Deputy) == (month.Member, month.Deputy);

    /// <summary>Rotations are also listed for a while, as the file of an alliance is read.</summary>
    static Roster With(Roster roster, IEnumerable<Turn> entered, Rotation? rotation, LocalDate today)
    {
        IReadOnlyList<Turn> turns = [.. entered.OrderBy(turn => turn.From)];
        return roster with { Turns = rotation?.Around(turns, today.Year, today.Year + 1) ?? turns, Rotation = rotation };
    }
}
