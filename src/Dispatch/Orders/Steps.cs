using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>The steps that the engine knows.</summary>
public static class Steps
{
    public static IReadOnlyDictionary<string, StepKind> All { get; } = new StepKind[]
    {
        new("file", typeof(File), File.Read, null, ["category", "title", "text", "merchant", "location", "source", "externalId"]),
        new("accept", typeof(Accept), Accept.Read, new Accept(null, null), ["category", "urgency"]),
        new("refuse", typeof(Refuse), Refuse.Read, null, ["reason"]),
        new("merge", typeof(Merge), Merge.Read, null, ["into"]),
        new("assign", typeof(Assign), Assign.Read, null, ["lead", "support"]),
        new("offer", typeof(Offer), Offer.Read, null, ["places"]),
        new("claim", typeof(Claim), Claim.Read, new Claim(), []),
        new("return", typeof(Return), Return.Read, new Return(""), ["reason"]),
        new("resolve", typeof(Resolve), Resolve.Read, new Resolve("", [], "any"), ["note", "photos", "reason"]),
        new("confirm", typeof(Confirm), Confirm.Read, null, ["rating", "note"]),
        new("reopen", typeof(Reopen), Reopen.Read, null, ["reason"]),
        new("withdraw", typeof(Withdraw), Withdraw.Read, null, ["reason"]),
        new("comment", typeof(Comment), Comment.Read, null, ["text"]),
        new("attach", typeof(Attach), Attach.Read, null, ["photos", "note"]),
        new("suspend", typeof(Suspend), Suspend.Read, null, ["until", "reason"]),
        new("resume", typeof(Resume), Resume.Read, new Resume(), []),
        new("extend", typeof(Extend), Extend.Read, new Extend("", null), ["reason", "limit"]),
        new("grant", typeof(Grant), Grant.Read, new Grant(null), ["note"]),
        new("deny", typeof(Deny), Deny.Read, new Deny(""), ["reason"]),
        new("settle", typeof(Settle), Settle.Read, new Settle("", default, "", null), ["lead", "by", "note", "ruling"]),
        new("lapse", typeof(Lapse), Lapse.Read, new Lapse(new Words("", "")), []),
        new("appeal", typeof(Appeal), Appeal.Read, new Appeal("", []), ["reason", "photos"]),
        new("uphold", typeof(Uphold), Uphold.Read, new Uphold(null), ["note"]),
        new("dismiss", typeof(Dismiss), Dismiss.Read, new Dismiss(""), ["reason"]),
    }.ToDictionary(kind => kind.Name);

    /// <summary>What only the clock does, whatever the workflow: no file speaks of it, and nobody can ask for it.</summary>
    public static IReadOnlyDictionary<string, Type> OfTheClock { get; } = new Dictionary<string, Type>
    {
        ["warn"] = typeof(Warn),
        ["breach"] = typeof(Breach),
        ["escalate"] = typeof(Escalate),
        ["retime"] = typeof(Retime),
    };

    /// <summary>A step's input as the history keeps it.</summary>
    public static string InputOf(IStep step) => JsonSerializer.Serialize(step, Infos[step.Name]);

    /// <summary>The step that the history keeps.</summary>
    /// <exception cref="KeyNotFoundException">The engine does not know a step of that name.</exception>
    public static IStep FromHistory(string name, string input) => (IStep)JsonSerializer.Deserialize(input, Infos[name])!;

    static readonly Dictionary<string, JsonTypeInfo> Infos = All.Values.Select(kind => (kind.Name, kind.Type))
        .Concat(OfTheClock.Select(kind => (kind.Key, kind.Value)))
        .ToDictionary(kind => kind.Item1, kind => OrderJson.Options.GetTypeInfo(kind.Item2));
}

/// <param name="Read">Reads the step from a caller's input.</param>
/// <param name="Probe">Stands for the step when how the parts stand decides whether it may be taken; null when the desk alone does.</param>
/// <param name="Inputs">The fields it understands; a workflow file may ask for no other.</param>
public sealed record StepKind(string Name, Type Type, Func<InputReader, IStep> Read, IStep? Probe, IReadOnlyList<string> Inputs);

/// <summary>How orders and steps are written as JSON: camelCase, nothing that is null, Chinese as it is.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderState))]
[JsonSerializable(typeof(File))]
[JsonSerializable(typeof(Accept))]
[JsonSerializable(typeof(Refuse))]
[JsonSerializable(typeof(Merge))]
[JsonSerializable(typeof(Assign))]
[JsonSerializable(typeof(Offer))]
[JsonSerializable(typeof(Claim))]
[JsonSerializable(typeof(Return))]
[JsonSerializable(typeof(Resolve))]
[JsonSerializable(typeof(Confirm))]
[JsonSerializable(typeof(Reopen))]
[JsonSerializable(typeof(Withdraw))]
[JsonSerializable(typeof(Comment))]
[JsonSerializable(typeof(Attach))]
[JsonSerializable(typeof(Suspend))]
[JsonSerializable(typeof(Resume))]
[JsonSerializable(typeof(Extend))]
[JsonSerializable(typeof(Grant))]
[JsonSerializable(typeof(Deny))]
[JsonSerializable(typeof(Settle))]
[JsonSerializable(typeof(Lapse))]
[JsonSerializable(typeof(Warn))]
[JsonSerializable(typeof(Breach))]
[JsonSerializable(typeof(Escalate))]
[JsonSerializable(typeof(Retime))]
[JsonSerializable(typeof(Appeal))]
[JsonSerializable(typeof(Uphold))]
[JsonSerializable(typeof(Dismiss))]
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
