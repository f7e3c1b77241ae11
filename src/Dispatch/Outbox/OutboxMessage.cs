namespace Dispatch.Outbox;

/// <summary>A step on its way to the bus.</summary>
public sealed record OutboxMessage
{
    /// <summary>Its position in the outbox; the steps of one order are in their sequence.</summary>
    public long Position { get; init; }

    public int Partition { get; init; }
    public Guid OrderId { get; init; }
    public string Number { get; init; } = "";
    public string Alliance { get; init; } = "";
    public string Workflow { get; init; } = "";
    public int WorkflowVersion { get; init; }
    public int Sequence { get; init; }
    public Guid EventId { get; init; }
    public string Step { get; init; } = "";
    public string? FromStage { get; init; }
    public string ToStage { get; init; } = "";
    public string? Desk { get; init; }
    public string ActorId { get; init; } = "";
    public string ActorName { get; init; } = "";
    public string? ActorMember { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset? Due { get; init; }

    /// <summary>Where the trace was that brought the step, as in W3C Trace Context; null where nobody records it.</summary>
    public string? Trace { get; init; }

    /// <summary>The step's own input, JSON.</summary>
    public string Input { get; init; } = "";
}

/// <summary>Puts messages on the bus, in their order; done when the bus has accepted every one.</summary>
/// <remarks>When it fails, any of them may have gone out; they will go out again.</remarks>
public delegate Task Publish(IReadOnlyList<OutboxMessage> messages, CancellationToken cancel);
