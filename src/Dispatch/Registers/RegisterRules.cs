using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;

namespace Dispatch.Registers;

/// <summary>What no change may do, whoever makes it and however many entries it touches.</summary>
static class RegisterRules
{
    /// <returns>Null where nothing stands in the way.</returns>
    public static Refusal? Check(AllianceDefinition? before, AllianceDefinition after, Caller by, DateTimeOffset now)
    {
        if (!by.IsAdmin
            && (before is null || RegisterLine.Of(before.Alliance) != RegisterLine.Of(after.Alliance) || Administrators(before, after)))
            return Refusal.Of(Refusal.ForAdministrators);
        if (after.Alliance.Categories.Count == 0 || after.Alliance.Members.Count == 0)
            return Refusal.Of(Refusal.LastOfItsKind);
        if (before is null)
            return null;

        var people = before.People.ToDictionary(person => person.Id);
        if (people.GetValueOrDefault(by.Id) is { } self && self.Roles.Contains(Role.Secretariat)
            && after.People.FirstOrDefault(person => person.Id == by.Id)?.Roles.Contains(Role.Secretariat) != true)
            return Refusal.Of(Refusal.OnesOwnPlace);
        if (Secretariat(before) && !Secretariat(after))
            return Refusal.Of(Refusal.LastOfTheSecretariat);

        var left = before.Alliance.Members.Keys.Except(after.Alliance.Members.Keys).ToList();
        if (InTheRoster(after.Alliance, now).Intersect(left).ToList() is { Count: > 0 } chairs)
        {
            var names = chairs.Select(code => before.Alliance.Members[code].Name).DistinctBy(name => name.En).ToList();
            return Refusal.Of(Refusal.InTheRoster, [.. names.Select(name => name.En)]) with
            {
                InChinese = names.ToDictionary(name => name.En, name => name.Zh),
            };
        }

        if (ActingForNobody(after).ToList() is { Count: > 0 } acting)
            return Refusal.Of(Refusal.PeopleActForIt, [.. acting.Select(person => person.Name)]);
        return null;
    }

    /// <summary>Whether a change touches anybody who may do everything.</summary>
    static bool Administrators(AllianceDefinition before, AllianceDefinition after) =>
        !Lines(before).SequenceEqual(Lines(after));

    static IEnumerable<RegisterLine> Lines(AllianceDefinition definition) =>
        definition.People.Where(person => person.Roles.Contains(Role.Admin)).OrderBy(person => person.Id, StringComparer.Ordinal)
            .Select(RegisterLine.Of);

    static bool Secretariat(AllianceDefinition definition) => definition.People.Any(person => person.Roles.Contains(Role.Secretariat));

    /// <summary>The members that the roster names from today on.</summary>
    static IEnumerable<string> InTheRoster(Alliance alliance, DateTimeOffset now)
    {
        var today = alliance.Roster.DayOf(now);
        return alliance.Roster.Turns.Where(turn => turn.Until >= today)
            .SelectMany(turn => turn.Deputy is { } deputy ? [turn.Member, deputy] : (string[])[turn.Member])
            .Concat(alliance.Roster.Rotation?.Members ?? [])
            .Distinct();
    }

    static IEnumerable<Person> ActingForNobody(AllianceDefinition definition) => definition.People.Where(person =>
        (person.Member is { } member && !definition.Alliance.Members.ContainsKey(member))
        || (person.Merchant is { } merchant && definition.Alliance.FindMerchant(merchant) is null));
}
