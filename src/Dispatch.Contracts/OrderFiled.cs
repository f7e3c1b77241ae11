namespace Dispatch.Contracts;

/// <summary>An order was filed.</summary>
public sealed record OrderFiled : OrderStep
{
    public required Filing Input { get; init; }
}

/// <param name="Category">Code of the kind of problem.</param>
/// <param name="MerchantCode">
/// The merchant, when it is one that the alliance knows: it filed the order itself, was named, or was found beyond doubt.
/// </param>
/// <param name="ReportedAt">When the trouble was told to whoever filed it; left out where that was when it was filed.</param>
public sealed record Filing(
    string Category,
    string Title,
    string? Text,
    Merchant? Merchant,
    string? MerchantCode,
    Location? Location,
    string? Source,
    string? ExternalId,
    DateTimeOffset? ReportedAt = null);
