namespace Dispatch.Alliances;

/// <summary>All that the file of an alliance says: the alliance and the people who may act in it.</summary>
public sealed record AllianceDefinition(Alliance Alliance, IReadOnlyList<Person> People);

/// <summary>Somebody, or some machine, that can be given a token.</summary>
/// <param name="Id">Stands in the history of what they do; no other person of any alliance has it.</param>
/// <param name="Roles">Of <see cref="Role"/>.</param>
/// <param name="Member">Code of the member they act for.</param>
/// <param name="Merchant">Code of the merchant they are; never together with a member.</param>
public sealed record Person(string Id, string Name, IReadOnlyList<string> Roles, string? Member, string? Merchant)
{
    /// <summary>Begins the ids of callers that exist for trying Dispatch out only; no stored person has one.</summary>
    public const string DemoPrefix = "demo-";
}
