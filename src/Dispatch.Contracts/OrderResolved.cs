namespace Dispatch.Contracts;

/// <summary>A member finished its part.</summary>
public sealed record OrderResolved : OrderStep
{
    public required Resolving Input { get; init; }
}

/// <param name="Photos">Addresses of pictures of the result.</param>
/// <param name="Reason">Why the lead finished although a supporting part was still open.</param>
public sealed record Resolving(string Note, IReadOnlyList<string> Photos, string? Reason);
