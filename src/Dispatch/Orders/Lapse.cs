using Dispatch.Deadlines;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>Nobody did anything in time, and the clock moves the order on: from the pool to the chair, from a silent merchant to its end.</summary>
/// <param name="Reason">As the workflow has it.</param>
public sealed record Lapse(Words Reason) : IStep
{
    public string Name => "lapse";

    public static IStep Read(InputReader input) => new Lapse(new Words("", ""));

    public Decision Decide(Order order, Situation at) =>
        order.Clocks.Find(ClockOf.Lapse) is { Runs: true } clock && clock.Due <= at.Now
            ? Decision.Accept(new Lapse(at.Workflow.RuleAt(at.Workflow.Stage(order.Stage), Name)!.Reason!))
            : Decision.Refuse(Refusal.NotDue);
}
