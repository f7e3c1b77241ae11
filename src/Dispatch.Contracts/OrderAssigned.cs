namespace Dispatch.Contracts;

/// <summary>The chair gave an order to a lead and to any number of supporting members.</summary>
public sealed record OrderAssigned : OrderStep
{
    public required Assigning Input { get; init; }
}

/// <param name="Lead">Code of the member that answers for the order (主办).</param>
/// <param name="Support">Codes of the members that help (协办).</param>
public sealed record Assigning(string Lead, IReadOnlyList<string> Support);
