namespace Dispatch.Contracts;

/// <summary>Asks for an order to be filed; send it to the queue <c>dispatch.file-order</c>.</summary>
/// <remarks>
/// The caller's token travels in the header <c>authorization</c> (<c>Bearer …</c>). A message with a message id is acted on once,
/// and so is one with a <see cref="Source"/> and <see cref="ExternalId"/> that were seen before.
/// </remarks>
public sealed record FileOrder
{
    public required string Alliance { get; init; }

    /// <summary><c>merchant-order</c> where it is left out.</summary>
    public string? Workflow { get; init; }

    public required string Category { get; init; }
    public required string Title { get; init; }
    public string? Text { get; init; }
    public Merchant? Merchant { get; init; }
    public Location? Location { get; init; }

    /// <summary>The system that the order comes from; together with <see cref="ExternalId"/> it names the order for ever.</summary>
    public string? Source { get; init; }

    public string? ExternalId { get; init; }

    /// <summary>When the trouble was told to whoever files it; where it is left out, when it is filed.</summary>
    public DateTimeOffset? ReportedAt { get; init; }
}
