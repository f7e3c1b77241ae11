using System.Text.Json.Serialization;

namespace Dispatch.Orders.Steps;

/// <summary>An order is the same trouble as an earlier one, which goes on for both (并单).</summary>
/// <remarks>
/// Only into one that was filed earlier: two orders that are merged at the same moment can then never point at each other.
/// </remarks>
/// <param name="Into">Number of the order that goes on.</param>
public sealed record MergeStep(string Into) : IStep
{
    public string Name => "merge";

    [JsonIgnore]
    public IReadOnlyList<string> Others => Into.Length > 0 ? [Into] : [];

    public static IStep Read(InputReader input) => new MergeStep(input.Text("into", 40) ?? "");

    public Decision<IStep> Decide(Order order, Situation at) => at.Others.GetValueOrDefault(Into) switch
    {
        null => Decision.Refuse(Refusal.Input("into", "unknown")),
        { Alliance: var alliance } when alliance != order.Alliance => Decision.Refuse(Refusal.Input("into", "unknown")),
        { Desk: null } => Decision.Refuse(Refusal.CannotMergeInto, Into),
        { Id: var id } earlier when id == order.Id || FiledLater(earlier, order) => Decision.Refuse(Refusal.CannotMergeInto, Into),
        _ => Decision.Accept(this),
    };

    static bool FiledLater(Order one, Order other) => (one.FiledAt, one.Id).CompareTo((other.FiledAt, other.Id)) > 0;
}
