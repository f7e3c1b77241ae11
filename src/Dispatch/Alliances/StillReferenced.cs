namespace Dispatch.Alliances;

/// <summary>What stays although the file no longer names it, because orders refer to it.</summary>
/// <param name="Members">Codes; they have no duties any more.</param>
/// <param name="Merchants">Codes.</param>
/// <param name="Categories">Codes.</param>
/// <param name="People">Ids; they have no role, member, merchant, token or feed any more.</param>
public sealed record StillReferenced(
    IReadOnlyList<string> Members, IReadOnlyList<string> Merchants, IReadOnlyList<string> Categories, IReadOnlyList<string> People);
