using System.Text.Json.Serialization;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>An outcome as it is sent to <c>outcomes</c>.</summary>
sealed record OutcomeJson(
    Guid OrderId, [property: JsonPropertyName("place")] int Ordinal, string Alliance, string Kind, string Day, string Member, string Chair,
    string Category, string Community, string Stage, int? Minutes, int Asked, int Met, bool Exempt, string? Due)
{
    public static OutcomeJson Of(Outcome outcome) => new(
        outcome.OrderId, outcome.Ordinal, outcome.Alliance, outcome.Kind, outcome.Day, outcome.Member, outcome.Chair,
        outcome.Category, outcome.Community, outcome.Stage, outcome.Minutes, outcome.Asked, outcome.Met, outcome.Exempt,
        outcome.Due is { } due ? StoredTypes.Text(due) : null);
}

/// <summary>A difference as it is sent to <c>outcome_sums</c>.</summary>
sealed record SumJson(
    string Alliance, string Period, string Dimension, string Key, string Measure, int Bucket, long Counted, long Met, long Exempt)
{
    public static SumJson Of(KeyValuePair<SumKey, Sum> sum) => new(
        sum.Key.Alliance, sum.Key.Period, sum.Key.Dimension, sum.Key.Key, sum.Key.Measure, sum.Key.Bucket,
        sum.Value.Counted, sum.Value.Met, sum.Value.Exempt);
}

/// <summary>An order that cannot be counted, as it is sent to <c>uncountable</c>.</summary>
sealed record SetAsideJson(Guid OrderId, string Reason)
{
    public static SetAsideJson Of(KeyValuePair<Guid, string> order) => new(order.Key, order.Value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IEnumerable<OutcomeJson>))]
[JsonSerializable(typeof(IEnumerable<SumJson>))]
[JsonSerializable(typeof(IEnumerable<SetAsideJson>))]
sealed partial class OutcomeJsonContext : JsonSerializerContext;
