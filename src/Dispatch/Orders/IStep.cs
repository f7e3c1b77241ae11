using System.Text.Json.Serialization;

namespace Dispatch.Orders;

/// <summary>A move of an order, with its own rule.</summary>
public interface IStep
{
    /// <summary>As it stands in workflow files, routes, tables and messages.</summary>
    [JsonIgnore]
    string Name { get; }

    /// <summary>Numbers of other orders that the rule must see.</summary>
    [JsonIgnore]
    IReadOnlyList<string> Others => [];

    /// <summary>The rule must see <see cref="Order.Last"/> or <see cref="Situation.History"/>.</summary>
    [JsonIgnore]
    bool NeedsHistory => false;

    /// <summary>The rule must see the orders that this one was merged into, up to the one that goes on.</summary>
    [JsonIgnore]
    bool NeedsMerger => false;

    /// <summary>The rule: pure, given an order whose workflow allows the step and a caller who holds the desk.</summary>
    Decision<IStep> Decide(Order order, Situation at);
}
