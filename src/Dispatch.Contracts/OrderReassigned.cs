namespace Dispatch.Contracts;

/// <summary>The chair took an order from its members and gave it to others (改派).</summary>
public sealed record OrderReassigned : OrderStep
{
    public required Reassigning Input { get; init; }
}

/// <param name="Lead">Code of the member that answers for the order from now on.</param>
/// <param name="Support">Codes of the members that help.</param>
public sealed record Reassigning(string Lead, IReadOnlyList<string> Support, string Reason);
