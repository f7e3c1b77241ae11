using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Orders.Steps;

namespace Dispatch.Orders;

/// <summary>How orders and steps are written as JSON: camelCase, nothing that is null, Chinese as it is.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderState))]
[JsonSerializable(typeof(FileStep))]
[JsonSerializable(typeof(AcceptStep))]
[JsonSerializable(typeof(CorrectStep))]
[JsonSerializable(typeof(RefuseStep))]
[JsonSerializable(typeof(MergeStep))]
[JsonSerializable(typeof(AssignStep))]
[JsonSerializable(typeof(ReassignStep))]
[JsonSerializable(typeof(OfferStep))]
[JsonSerializable(typeof(ClaimStep))]
[JsonSerializable(typeof(ReturnStep))]
[JsonSerializable(typeof(ResolveStep))]
[JsonSerializable(typeof(ConfirmStep))]
[JsonSerializable(typeof(ReopenStep))]
[JsonSerializable(typeof(WithdrawStep))]
[JsonSerializable(typeof(RecallStep))]
[JsonSerializable(typeof(CommentStep))]
[JsonSerializable(typeof(AttachStep))]
[JsonSerializable(typeof(SuspendStep))]
[JsonSerializable(typeof(ResumeStep))]
[JsonSerializable(typeof(ExtendStep))]
[JsonSerializable(typeof(GrantStep))]
[JsonSerializable(typeof(DenyStep))]
[JsonSerializable(typeof(SettleStep))]
[JsonSerializable(typeof(LapseStep))]
[JsonSerializable(typeof(WarnStep))]
[JsonSerializable(typeof(BreachStep))]
[JsonSerializable(typeof(EscalateStep))]
[JsonSerializable(typeof(RetimeStep))]
[JsonSerializable(typeof(HandBackStep))]
[JsonSerializable(typeof(FollowStep))]
[JsonSerializable(typeof(ForgetStep))]
[JsonSerializable(typeof(SeparateStep))]
[JsonSerializable(typeof(AppealStep))]
[JsonSerializable(typeof(UpholdStep))]
[JsonSerializable(typeof(DismissStep))]
[JsonSerializable(typeof(Refusal))]
sealed partial class OrderJsonContext : JsonSerializerContext;

static class OrderJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        TypeInfoResolver = OrderJsonContext.Default,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // A step's name can only be read; [JsonIgnore] on the interface does not reach the records that implement it.
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
