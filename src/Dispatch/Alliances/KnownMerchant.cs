namespace Dispatch.Alliances;

/// <summary>A merchant that the alliance knows and that may sign in.</summary>
public sealed record KnownMerchant(string Code, string Name, string? Phone, string? Address);
