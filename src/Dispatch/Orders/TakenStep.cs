using Dispatch.Clocks;
using Dispatch.Contracts;
using Dispatch.Orders.Steps;

namespace Dispatch.Orders;

/// <summary>A step that was taken: one row of an order's history, one message on the bus.</summary>
/// <param name="Id">The event's id, the same wherever it is told again.</param>
/// <param name="Sequence">Counts the steps of the order from 1.</param>
/// <param name="Step">What was asked, with what the rule settled.</param>
/// <param name="From">The stage it found; null when the order was filed.</param>
/// <param name="To">The stage it left the order in.</param>
/// <param name="Desk">Who holds the order now; null at its end.</param>
/// <param name="At">UTC, whole microseconds, which is what both databases keep.</param>
/// <param name="Due">When the first of the order's limits ends; null at the end.</param>
/// <param name="Clocks">Every limit as the step left it; null where it touched none.</param>
public sealed record TakenStep(
    Guid Id, Guid OrderId, int Sequence, IStep Step, string? From, string To, string? Desk, Actor Actor,
    DateTimeOffset At, DateTimeOffset? Due,
    OrderClocks? Clocks = null)
{
    /// <summary>It led to another stage, filed the order, or began its stage anew.</summary>
    public bool HasMoved => Moves(Step, From, To);

    internal static bool Moves(IStep step, string? from, string to) => from != to || step is ReassignStep or RecallStep;
}
