namespace Dispatch.Reports;

/// <summary>What came of an order in one respect, as reports count it. A row of <c>outcomes</c>.</summary>
/// <remarks>
/// It belongs to the day on which it was decided: when the thing was done or when its limit ended, whichever came first.
/// What happens later, such as a reopening, changes what it says and never its day.
/// </remarks>
public sealed record Outcome
{
    public required Guid OrderId { get; init; }

    /// <summary>Counts the outcomes of the order from 0; the column <c>place</c>.</summary>
    public required int Ordinal { get; init; }

    public required string Alliance { get; init; }

    /// <summary>Of <see cref="OutcomeKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Such as 2026-11-23, local to the alliance.</summary>
    public required string Day { get; init; }

    /// <summary>Code of the member that answers for it; empty where nobody does.</summary>
    public required string Member { get; init; }

    /// <summary>Code of the member that held the chair and dispatched; empty where nobody has yet.</summary>
    public required string Chair { get; init; }

    public required string Category { get; init; }

    /// <summary>Id of the community worker who filed; empty for orders that merchants filed themselves.</summary>
    public required string Community { get; init; }

    /// <summary>Of a stay, which stage it was in; otherwise empty.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Of a stay that has ended, its length in working time without what was suspended; whole minutes, rounded up.</summary>
    public int? Minutes { get; init; }

    /// <summary>The measures it is counted by; bits of <see cref="Measure.Bit"/>.</summary>
    public required int Asked { get; init; }

    /// <summary>Those whose numerator counts it.</summary>
    public required int Met { get; init; }

    /// <summary>An appeal was upheld: it is left out of the rates and shown as left out.</summary>
    public bool Exempt { get; init; }

    /// <summary>Set while it is open: from then on it counts, as it stands here, until somebody does it.</summary>
    public DateTimeOffset? Due { get; init; }
}
