namespace Dispatch.Contracts;

/// <summary>The merchant an order is for, as the one who filed it wrote it down.</summary>
public sealed record Merchant(string? Name, string? Phone, string? Address);
