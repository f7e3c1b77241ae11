using Dispatch.Calendars;
using Dispatch.Rosters;
using Dispatch.Yaml;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Alliances;

/// <summary>The roster in an alliance's file: a list of dated turns, or a rotation with dated turns that take precedence.</summary>
static class RosterSection
{
    /// <param name="top">Where to report that there is no roster.</param>
    /// <param name="lastYear">Included.</param>
    /// <returns>All turns up to the last year, and the rotation that goes on behind them where there is one.</returns>
    public static (IReadOnlyList<Turn> Turns, Rotation? Rotation) Read(
        YamlValue? value, YamlValue top, IReadOnlyDictionary<string, Member> members, int firstYear, int lastYear)
    {
        IReadOnlyList<Turn> turns = [];
        Rotation? rotation = null;
        if (value is { IsList: true })
        {
            turns = DatedTurns(value, members);
        }
        else if (value?.Keys("each", "start", "members", "turns") is { } keys)
        {
            turns = DatedTurns(keys.Find("turns"), members);
            rotation = Rotation(keys, members);
            turns = rotation?.Around(turns, firstYear, lastYear) ?? turns;
        }

        var roster = value ?? top;
        if (turns.Count == 0)
            roster.Warn("The roster names nobody, so that nobody chairs this alliance.");
        foreach (var (before, after) in turns.Zip(turns.Skip(1)))
        {
            if (before.Until.PlusDays(1) < after.From)
                roster.Warn($"Nobody chairs from {Day(before.Until.PlusDays(1))} until {Day(after.From.PlusDays(-1))}.");
        }

        return (turns, rotation);
    }

    static Rotation? Rotation(YamlKeys keys, IReadOnlyDictionary<string, Member> members)
    {
        if (keys.Require("each") is { } each && each.Text() is { } word && word != "month")
            each.Fault($"A rotation gives the chair to another member each month, not each '{word}'.");

        var start = Month(keys.Find("start"));
        var listed = keys.Require("members")?.List() ?? [];
        List<string> order = [.. listed.Select(item => AllianceText.Member(item, members)).OfType<string>()];
        return order.Count > 0 ? new Rotation(order, start) : null;
    }

    static YearMonth? Month(YamlValue? value)
    {
        if (value?.Text() is not { } text)
            return null;
        var month = DateReading.Month(text);
        if (month is null)
            value.Fault($"'{text}' is not a month; write it as YYYY-MM, such as 2026-01.");
        return month;
    }

    static List<Turn> DatedTurns(YamlValue? value, IReadOnlyDictionary<string, Member> members)
    {
        List<(Turn Turn, YamlValue Item)> turns = [];
        foreach (var item in value?.List() ?? [])
        {
            var keys = item.Keys("from", "until", "member", "deputy");
            var (from, until) = (AllianceText.Day(keys.Require("from")), AllianceText.Day(keys.Require("until")));
            var member = AllianceText.Member(keys.Require("member"), members);
            var deputy = AllianceText.Member(keys.Find("deputy"), members);

            if (deputy is not null && deputy == member)
                item.Fault($"'{member}' cannot be its own deputy.");
            if (until < from)
                item.Fault($"The turn ends on {Day(until.Value)}, before it begins.");
            else if (from is { } first && until is { } last && member is not null)
                turns.Add((new Turn(first, last, member, deputy), item));
        }

        turns.Sort((one, other) => one.Turn.From.CompareTo(other.Turn.From));
        FindOverlaps(turns);
        return [.. turns.Select(turn => turn.Turn)];
    }

    /// <param name="turns">In the order of their first days.</param>
    static void FindOverlaps(IReadOnlyList<(Turn Turn, YamlValue Item)> turns)
    {
        // Against the one that ends last so far: a long turn may overlap several that follow it.
        var longest = 0;
        for (var next = 1; next < turns.Count; next++)
        {
            var (earlier, turn) = (turns[longest], turns[next]);
            if (turn.Turn.From <= earlier.Turn.Until)
            {
                turn.Item.Fault(
                    $"The turn of '{turn.Turn.Member}' from {Day(turn.Turn.From)} overlaps that of '{earlier.Turn.Member}' "
                    + $"on line {earlier.Item.Line}, which lasts until {Day(earlier.Turn.Until)}.");
            }

            if (turn.Turn.Until > earlier.Turn.Until)
                longest = next;
        }
    }

    static string Day(LocalDate day) => LocalDatePattern.Iso.Format(day);
}
