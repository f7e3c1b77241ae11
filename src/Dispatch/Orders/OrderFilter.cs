namespace Dispatch.Orders;

/// <summary>What the orders of a page have in common; where several values are given, each order has one of them.</summary>
/// <param name="Alliance">Code; a page never mixes alliances.</param>
/// <param name="Member">Has, or had, a part.</param>
/// <param name="Merchant">Code of the merchant the order is for.</param>
/// <param name="Words">Each stands in what is searched of the order: see <see cref="Search.SearchText"/>.</param>
/// <param name="From">Filed at or after.</param>
/// <param name="To">Filed before.</param>
/// <param name="NeedsPhone">
/// Whether the caller sees the merchant's telephone number, and so finds by its end; null where they see none.
/// </param>
public sealed record OrderFilter(
    string Alliance,
    AnyOf? Stage = null,
    AnyOf? Member = null,
    AnyOf? Category = null,
    AnyOf? Merchant = null,
    string? Words = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    Func<Order, bool>? NeedsPhone = null)
{
    /// <summary>Of <see cref="Workflows.Desks.ThatHold"/>.</summary>
    public AnyOf? Desk { get; init; }

    /// <summary>Of <see cref="Clocks.Level"/>.</summary>
    public AnyOf? Level { get; init; }

    /// <summary>What waits for an answer: names of <see cref="OpenRequest.All"/>.</summary>
    public AnyOf? Asked { get; init; }

    /// <summary>Of <see cref="Alliances.Urgency.All"/>.</summary>
    public AnyOf? Urgency { get; init; }

    /// <summary>Id of the person who filed it.</summary>
    public AnyOf? FiledBy { get; init; }

    /// <summary>Name of the workflow it was filed under, whatever the version.</summary>
    public string? Workflow { get; init; }

    /// <summary>Filed within one of these, from the first instant until before the second; null where that does not matter.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)>? Days { get; init; }

    public string? Source { get; init; }
    public string? ExternalId { get; init; }

    /// <summary>Whether somebody holds it.</summary>
    public bool? Open { get; init; }

    /// <summary>Open, and due before this instant.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    /// <summary>Not open, or due at this instant or later.</summary>
    public DateTimeOffset? DueFrom { get; init; }
}

/// <summary>Some values, one of which is meant.</summary>
public sealed record AnyOf(IReadOnlyList<string> Values)
{
    public static implicit operator AnyOf?(string? value) => value is null ? null : new AnyOf([value]);
}
