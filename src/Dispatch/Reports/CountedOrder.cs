namespace Dispatch.Reports;

/// <summary>An outcome with its order.</summary>
public sealed record CountedOrder
{
    public Guid OrderId { get; init; }
    public int Ordinal { get; init; }
    public string Number { get; init; } = "";
    public string Title { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Day { get; init; } = "";
    public string Member { get; init; } = "";
    public string Chair { get; init; } = "";
    public string Category { get; init; } = "";
    public string Stage { get; init; } = "";
    public int? Minutes { get; init; }
    public bool Met { get; init; }
    public bool Exempt { get; init; }

    /// <summary>Set where it is open and overdue.</summary>
    public DateTimeOffset? Due { get; init; }
}
