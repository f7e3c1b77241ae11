namespace Dispatch.Orders;

/// <summary>An open order that may be the same trouble as another one, with what they have in common.</summary>
/// <param name="Metres">How far apart they are; null unless both have coordinates, and they are near.</param>
/// <param name="MayGoOn">Whether it was filed earlier: only then can the other be merged into it.</param>
public sealed record Lookalike(Order Order, bool SamePlace, int? Metres, bool SameMerchant, bool SameCategory, bool MayGoOn);
