using Dispatch.Clocks;
using Dispatch.Contracts;

namespace Dispatch.Orders;

/// <summary>A row of <c>history</c>.</summary>
sealed record HistoryRow
{
    public Guid OrderId { get; init; }
    public int Sequence { get; init; }
    public Guid Id { get; init; }
    public string Step { get; init; } = "";
    public string? FromStage { get; init; }
    public string ToStage { get; init; } = "";
    public string? Desk { get; init; }
    public string ActorId { get; init; } = "";
    public string ActorName { get; init; } = "";
    public string? ActorMember { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset? Due { get; init; }
    public string Input { get; init; } = "";
    public string? Clocks { get; init; }

    public TakenStep ToTaken() => new(
        Id, OrderId, Sequence, StepRegistry.FromHistory(Step, Input), FromStage, ToStage, Desk,
        new Actor(ActorId, ActorName, ActorMember), At, Due,
        Clocks is null ? null : OrderClocks.Read(Clocks));
}
