namespace Dispatch.Alliances;

/// <summary>All that the file of an alliance says: the alliance and the people who may act in it.</summary>
public sealed record AllianceDefinition(Alliance Alliance, IReadOnlyList<Person> People)
{
    /// <summary>The alliance as rules see it, which want to know for which members somebody acts.</summary>
    public Alliance Standing()
    {
        var acting = People.Select(person => person.Member).OfType<string>().ToHashSet();
        return Alliance with
        {
            Members = Alliance.Members.ToDictionary(
                member => member.Key, member => member.Value with { HasPeople = acting.Contains(member.Key) }),
        };
    }
}
