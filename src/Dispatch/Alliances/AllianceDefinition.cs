namespace Dispatch.Alliances;

/// <summary>All that the file of an alliance says: the alliance and the people who may act in it.</summary>
public sealed record AllianceDefinition(Alliance Alliance, IReadOnlyList<Person> People);
