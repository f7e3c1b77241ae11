namespace Dispatch.Contracts;

/// <summary>An order was filed.</summary>
public sealed record OrderFiled : OrderStep
{
    public required Filing Input { get; init; }
}

/// <param name="Category">Code of the kind of problem.</param>
/// <param name="MerchantCode">The merchant, when it is one the alliance knows and it filed the order itself.</param>
public sealed record Filing(
    string Category,
    string Title,
    string? Text,
    Merchant? Merchant,
    string? MerchantCode,
    Location? Location,
    string? Source,
    string? ExternalId);
