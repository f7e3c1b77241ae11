using Dispatch.Contracts;
using Dispatch.Language;
using Dispatch.Storage;

namespace Dispatch.Orders.Steps;

/// <summary>A merchant's trouble enters the house (商户点单).</summary>
/// <param name="Merchant">As the caller wrote it down.</param>
/// <param name="MerchantCode">
/// Settled by the rule: the merchant, when it files for itself, when the caller names it by its code, or when its telephone and name say
/// beyond doubt which one it is.
/// </param>
/// <param name="ReportedAt">
/// When the trouble was told to whoever files it; null where that is when it is filed. To the microsecond, as tables keep it.
/// </param>
public sealed record FileStep(
    string Category,
    string Title,
    string? Text,
    Merchant? Merchant,
    string? MerchantCode,
    Location? Location,
    string? Source,
    string? ExternalId,
    DateTimeOffset? ReportedAt = null) : IStep
{
    public string Name => "file";

    public static IStep Read(InputReader input) => new FileStep(
        input.Text("category", 40, required: true) ?? "",
        input.Line("title", 200, required: true) ?? "",
        input.Text("text", 4000),
        input.Group("merchant", ReadMerchant),
        null,
        input.Group("location", ReadLocation),
        input.Text("source", 40),
        input.Text("externalId", 100),
        input.Instant("reportedAt")?.WholeMicroseconds());

    /// <summary>How far the clock of whoever files may go before ours.</summary>
    static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>A trouble that was reported earlier is a slip, such as a year with a wrong digit.</summary>
    const int MostYearsAgo = 20;

    /// <summary>Why nobody can have reported a trouble then; null where somebody can.</summary>
    public static string? FaultOf(DateTimeOffset reported, DateTimeOffset now) =>
        reported > now + ClockSkew ? "in-the-future"
        : reported < now.AddYears(-MostYearsAgo) ? "more-than-twenty-years-ago"
        : null;

    /// <summary>Whether two senders, or one of them twice, tell of the same trouble.</summary>
    /// <remarks>
    /// The code of a merchant that the rule found is nobody's word; two codes that senders named are. So are two times of the report.
    /// </remarks>
    public bool SaysTheSameAs(FileStep other) =>
        WithoutWhatMayBeMissing() == other.WithoutWhatMayBeMissing()
        && (Merchant?.Code is not { } code || other.Merchant?.Code is not { } theirs || code == theirs)
        && (ReportedAt is not { } reported || other.ReportedAt is not { } first || reported == first);

    FileStep WithoutWhatMayBeMissing() =>
        // Earlier versions kept the line ends of a title.
        this with { Title = PlainText.InOneLine(Title), Merchant = WithCode(null), MerchantCode = null, ReportedAt = null };

    public Decision<IStep> Decide(Order order, Situation at) => this switch
    {
        { Source: null, ExternalId: not null } => Decision.Refuse(Refusal.Input("source", "required")),
        { Source: not null, ExternalId: null } => Decision.Refuse(Refusal.Input("externalId", "required")),
        _ when !at.Alliance.TakesIn(Category) => Decision.Refuse(Refusal.Input("category", "unknown")),
        { Merchant.Code: { } code } when !IsNamed(code, at) => Decision.Refuse(Refusal.Input("merchant.code", "unknown")),
        // A merchant that files tells it at that very moment.
        { ReportedAt: not null } when at.Caller.Merchant is not null => Decision.Refuse(Refusal.Input("reportedAt", "not-taken-here")),
        { ReportedAt: { } reported } when FaultOf(reported, at.Now) is { } fault => Decision.Refuse(Refusal.Input("reportedAt", fault)),
        _ when at.Caller.Merchant is { } own => Decision.Accept(this with { Merchant = WithCode(null), MerchantCode = own }),
        _ when (Merchant?.Code ?? at.Alliance.MerchantOf(Merchant)?.Code) is { } code =>
            Decision.Accept(this with { Merchant = WithCode(code), MerchantCode = code, ReportedAt = ReportedBefore(at.Now) }),
        _ => Decision.Accept(this with { MerchantCode = null, ReportedAt = ReportedBefore(at.Now) }),
    };

    DateTimeOffset? ReportedBefore(DateTimeOffset now) => ReportedAt < now ? ReportedAt : null;

    /// <summary>Somebody else filed it for the merchant, and it is their filing in every report.</summary>
    public bool IsOnBehalf => Merchant?.Code is not null;

    /// <summary>A code stands with what was written down where somebody else filed for the merchant.</summary>
    Merchant? WithCode(string? code) =>
        Merchant is not null && Merchant with { Code = code } is var coded && coded != new Merchant(null, null, null) ? coded : null;

    /// <summary>A merchant knows of itself only.</summary>
    static bool IsNamed(string code, Situation at) =>
        at.Caller.Merchant is { } own ? own == code : at.Alliance.FindMerchant(code) is not null;

    /// <summary>Half of a place is none.</summary>
    static Location ReadLocation(InputReader place)
    {
        Location location = new(place.Number("latitude", -90, 90), place.Number("longitude", -180, 180), place.Line("address", 200));
        if (location.Latitude is not null && !place.Given.Contains("longitude"))
            place.Fault("longitude", "required");
        if (location.Longitude is not null && !place.Given.Contains("latitude"))
            place.Fault("latitude", "required");
        return location;
    }

    static Merchant ReadMerchant(InputReader merchant) => new(
        merchant.Line("name", 100), merchant.Line("phone", 40), merchant.Line("address", 200), merchant.Text("code", 40));
}
