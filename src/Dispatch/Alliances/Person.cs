namespace Dispatch.Alliances;

/// <summary>Somebody, or some machine, that can be given a token.</summary>
/// <param name="Id">Stands in the history of what they do; unique in all alliances.</param>
/// <param name="Roles">Of <see cref="Role"/>.</param>
/// <param name="Member">Code of the member they act for.</param>
/// <param name="Merchant">Code of the merchant they are; never together with a member.</param>
public sealed record Person(string Id, string Name, IReadOnlyList<string> Roles, string? Member, string? Merchant)
{
    /// <summary>Begins the ids of callers that exist for trying Dispatch out only; no stored person has such an id.</summary>
    public const string DemoPrefix = "demo-";
}
