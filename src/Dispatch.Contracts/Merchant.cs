namespace Dispatch.Contracts;

/// <summary>The merchant an order is for, as the one who filed it wrote it down.</summary>
/// <param name="Phone">Of commands; no event carries it.</param>
/// <param name="Code">Of a merchant that the alliance knows: the order is that merchant's then, as if it had filed it itself.</param>
public sealed record Merchant(string? Name, string? Phone, string? Address, string? Code = null);
