namespace Dispatch.Orders;

/// <summary>What the orders of a page have in common.</summary>
/// <param name="Alliance">Code; a page never mixes alliances.</param>
/// <param name="Member">Has, or had, a part.</param>
/// <param name="Merchant">Code of the merchant the order is for.</param>
/// <param name="Words">Each stands in what is searched of the order: see <see cref="Search.SearchText"/>.</param>
/// <param name="From">Filed at or after.</param>
/// <param name="To">Filed before.</param>
/// <param name="NeedsPhone">Whether the caller sees the merchant's telephone number, and so finds by its end; null where they see none.</param>
public sealed record OrderFilter(
    string Alliance,
    string? Stage = null,
    string? Member = null,
    string? Category = null,
    string? Merchant = null,
    string? Words = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    Func<Order, bool>? NeedsPhone = null);
