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

    /// <summary>In place of a person where the system took a step by itself; no stored person has this id.</summary>
    public const string SystemId = "clock";

    /// <summary>Whether an id belongs to the demo or to the system: nobody else may have it, and no member either.</summary>
    public static bool IsReserved(string id) => id == SystemId || id.StartsWith(DemoPrefix, StringComparison.Ordinal);
}
