namespace Dispatch.Contracts;

/// <summary>The facts that every published step carries; consume this type to hear all steps together.</summary>
/// <remarks>
/// Published at least once and in <see cref="Sequence"/> for each order: drop repeats by <see cref="EventId"/>.
/// Inherited rather than repeated in every record, so that the facts cannot drift apart.
/// </remarks>
public record OrderStep
{
    /// <summary>The same in every repetition of this event.</summary>
    public required Guid EventId { get; init; }

    public required Guid OrderId { get; init; }

    /// <summary>What people call the order, such as <c>SY-20261122-0001</c>.</summary>
    public required string Number { get; init; }

    /// <summary>Code of the alliance.</summary>
    public required string Alliance { get; init; }

    public required string Workflow { get; init; }

    /// <summary>The version of the workflow that the order was filed under and keeps.</summary>
    public required int WorkflowVersion { get; init; }

    /// <summary>Counts the steps of this order from 1, without a gap.</summary>
    public required int Sequence { get; init; }

    /// <summary>Name of the step, such as <c>assign</c>.</summary>
    public required string Step { get; init; }

    /// <summary>The stage that the order left; null when it was filed.</summary>
    public string? From { get; init; }

    /// <summary>The stage that the order is in now; the same as <see cref="From"/> when the step did not move it.</summary>
    public required string To { get; init; }

    /// <summary>Which desk holds the order now; null once it has come to its end.</summary>
    public string? Desk { get; init; }

    public required Actor Actor { get; init; }

    /// <summary>When the step was taken, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the first of the order's limits ends, UTC; null at the end.</summary>
    public DateTimeOffset? Due { get; init; }
}
