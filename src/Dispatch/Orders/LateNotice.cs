namespace Dispatch.Orders;

/// <summary>A notice that came late, with who holds the order now.</summary>
sealed record LateNotice
{
    /// <summary><c>warn</c>, <c>breach</c> or <c>escalate</c>.</summary>
    public string Step { get; init; } = "";

    /// <summary>Of the order.</summary>
    public string Number { get; init; } = "";

    public string? Desk { get; init; }

    /// <summary>Code of the lead, where a member holds the order.</summary>
    public string? Member { get; init; }
}
