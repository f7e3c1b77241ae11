using Dispatch.Contracts;

namespace Dispatch.Orders.Steps;

/// <summary>A merchant's trouble enters the house (商户点单).</summary>
/// <param name="MerchantCode">The merchant, when it files for itself; never read from what the caller sends.</param>
public sealed record FileStep(
    string Category,
    string Title,
    string? Text,
    Merchant? Merchant,
    string? MerchantCode,
    Location? Location,
    string? Source,
    string? ExternalId) : IStep
{
    public string Name => "file";

    public static IStep Read(InputReader input) => new FileStep(
        input.Text("category", 40, required: true) ?? "",
        input.Text("title", 200, required: true) ?? "",
        input.Text("text", 4000),
        input.Group(
            "merchant",
            merchant => new Merchant(merchant.Text("name", 100), merchant.Text("phone", 40), merchant.Text("address", 200))),
        null,
        input.Group(
            "location",
            place => new Location(place.Number("latitude", -90, 90), place.Number("longitude", -180, 180), place.Text("address", 200))),
        input.Text("source", 40),
        input.Text("externalId", 100));

    /// <summary>Whether two senders, or one of them twice, tell of the same trouble.</summary>
    public bool SaysTheSameAs(FileStep other) => this with { MerchantCode = null } == other with { MerchantCode = null };

    public Decision<IStep> Decide(Order order, Situation at) => this switch
    {
        { Source: null, ExternalId: not null } => Decision.Refuse(Refusal.Input("source", "required")),
        { Source: not null, ExternalId: null } => Decision.Refuse(Refusal.Input("externalId", "required")),
        _ when !at.Alliance.Categories.ContainsKey(Category) => Decision.Refuse(Refusal.Input("category", "unknown")),
        _ => Decision.Accept(this with { MerchantCode = at.Caller.Merchant }),
    };
}
