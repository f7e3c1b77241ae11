using Dispatch.Rosters;

namespace Dispatch.Alliances;

/// <summary>What would change in the registers: shown before it does, written, and kept in the audit.</summary>
public static class AllianceDifference
{
    /// <param name="before">Null for an alliance that is new.</param>
    public static IReadOnlyList<AllianceChange> Between(AllianceDefinition? before, AllianceDefinition after) =>
    [
        .. Lines([.. Line(before)], [.. Line(after)]),
        .. LinesInOrder([.. Categories(before)], [.. Categories(after)]),
        .. LinesInOrder([.. Members(before)], [.. Members(after)]),
        .. LinesInOrder([.. Merchants(before)], [.. Merchants(after)]),
        .. Lines([.. People(before)], [.. People(after)]),
        .. Turns(before?.Alliance.Roster, after.Alliance.Roster),
        .. Lines([.. Rotation(before)], [.. Rotation(after)]),
    ];

    static IEnumerable<RegisterLine> Line(AllianceDefinition? of) => of is null ? [] : [RegisterLine.Of(of.Alliance)];

    static IEnumerable<RegisterLine> Categories(AllianceDefinition? of) =>
        of?.Alliance.Categories.Keys.Select(code => RegisterLine.OfCategory(of.Alliance, code)) ?? [];

    static IEnumerable<RegisterLine> Members(AllianceDefinition? of) => of?.Alliance.Members.Values.Select(RegisterLine.Of) ?? [];

    static IEnumerable<RegisterLine> Merchants(AllianceDefinition? of) => of?.Alliance.Merchants.Select(RegisterLine.Of) ?? [];

    static IEnumerable<RegisterLine> People(AllianceDefinition? of) => of?.People.Select(RegisterLine.Of) ?? [];

    static IEnumerable<RegisterLine> Rotation(AllianceDefinition? of) =>
        of?.Alliance.Roster.Rotation is { } rotation ? [RegisterLine.Of(rotation)] : [];

    static IEnumerable<AllianceChange> Lines(IReadOnlyList<RegisterLine> before, IReadOnlyList<RegisterLine> after)
    {
        var was = before.ToDictionary(line => line.Code);
        var becomes = after.Select(line => line.Code).ToHashSet();
        return
        [
            .. after.Where(line => was.GetValueOrDefault(line.Code)?.Json != line.Json)
                .Select(line => new AllianceChange(line.Register, line.Code, was.GetValueOrDefault(line.Code)?.Json, line.Json)),
            .. before.Where(line => !becomes.Contains(line.Code))
                .Select(line => new AllianceChange(line.Register, line.Code, line.Json, null)),
        ];
    }

    static IEnumerable<AllianceChange> LinesInOrder(IReadOnlyList<RegisterLine> before, IReadOnlyList<RegisterLine> after) =>
        Lines(before, after).Concat(Order(before, after));

    /// <summary>Whether those that stay stand in another order.</summary>
    static IEnumerable<AllianceChange> Order(IReadOnlyList<RegisterLine> before, IReadOnlyList<RegisterLine> after)
    {
        var (was, becomes) = (before.Select(line => line.Code).ToList(), after.Select(line => line.Code).ToList());
        var stay = was.ToHashSet();
        stay.IntersectWith(becomes);
        if (was.Where(stay.Contains).SequenceEqual(becomes.Where(stay.Contains)))
            return [];
        var register = after[0].Register;
        return [new(register, "*", RegisterLine.OfOrder(register, was).Json, RegisterLine.OfOrder(register, becomes).Json)];
    }

    /// <summary>By first day. A turn that the other roster derives from its rotation, or has in several pieces, is no change.</summary>
    static IEnumerable<AllianceChange> Turns(Roster? before, Roster after)
    {
        var was = before?.Turns ?? [];
        List<Turn> changed =
        [
            .. after.Turns.Where(turn => before is null || !Gives(before, turn)),
            .. was.Where(turn => !Gives(after, turn)),
        ];
        return changed.Select(turn => turn.From).Distinct().Order().Select(day =>
        {
            var (old, now) = (was.FirstOrDefault(turn => turn.From == day), after.Turns.FirstOrDefault(turn => turn.From == day));
            var line = RegisterLine.Of((now ?? old)!);
            return new AllianceChange(
                line.Register, line.Code, old is null ? null : RegisterLine.Of(old).Json, now is null ? null : line.Json);
        });
    }

    static bool Gives(Roster roster, Turn turn) =>
        !roster.Gaps(turn.From, turn.Until).Any()
        && roster.Between(turn.From, turn.Until).All(other => (other.Member, other.Deputy) == (turn.Member, turn.Deputy));
}
