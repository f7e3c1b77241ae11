using Dispatch.Rosters;
using NodaTime;

namespace Dispatch.Alliances;

/// <summary>Keeps who chaired: a file says who chairs from now on, and changes nothing that was.</summary>
static class PastTurns
{
    /// <summary>The turns of a file, with those that are past as they were.</summary>
    /// <param name="today">The first day that the file decides on.</param>
    /// <param name="stored">Where it has no turn, nobody knows of a past, and the file has it.</param>
    public static IReadOnlyList<Turn> Before(LocalDate today, Roster stored, Roster file)
    {
        if (stored.Turns.Count == 0 || stored.Turns[0].From >= today)
            return file.Turns;

        var yesterday = today.PlusDays(-1);
        List<Turn> turns =
        [
            .. stored.Between(stored.Turns[0].From, yesterday).Select(turn => turn with { Until = LocalDate.Min(turn.Until, yesterday) }),
        ];
        // From the file as a whole, so that days of today's turn come from its rotation too.
        var last = file.Turns.Count > 0 ? LocalDate.Max(file.Turns[^1].Until, today) : today;
        foreach (var turn in file.Between(today, last))
        {
            // A turn that goes on is one turn, however often the file is loaded in it.
            if (turn.From < today && turns[^1] is { } before && before.Until == yesterday
                && (before.Member, before.Deputy) == (turn.Member, turn.Deputy))
                turns[^1] = before with { Until = turn.Until };
            else
                turns.Add(turn with { From = LocalDate.Max(turn.From, today) });
        }

        return turns;
    }
}
