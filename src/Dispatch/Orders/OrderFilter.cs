namespace Dispatch.Orders;

/// <summary>What the orders of a page have in common.</summary>
/// <param name="Alliance">Code; a page never mixes alliances.</param>
/// <param name="Member">Has, or had, a part.</param>
/// <param name="Merchant">Code of the merchant the order is for.</param>
/// <param name="Words">Stand in the number, title, text or place.</param>
/// <param name="From">Filed at or after.</param>
/// <param name="To">Filed before.</param>
public sealed record OrderFilter(
    string Alliance,
    string? Stage = null,
    string? Member = null,
    string? Category = null,
    string? Merchant = null,
    string? Words = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null);
