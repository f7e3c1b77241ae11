namespace Dispatch.Contracts;

/// <summary>Whoever held a part is gone, and it went back to who gave it; nobody returned it.</summary>
public sealed record OrderHandedBack : OrderStep
{
    public required HandingBack Input { get; init; }
}

/// <param name="Member">
/// Code of the member that held the part; left out where an order came back from a pool in which nobody could claim it.
/// </param>
/// <param name="Person">Id of the person, where the place was theirs.</param>
public sealed record HandingBack(string? Member, string? Person);
