using Dispatch.Clocks;
using Dispatch.Language;

namespace Dispatch.Orders.Steps;

/// <summary>
/// Nobody did anything in time, and the clock moves the order on: from the pool to the chair, from a silent merchant to its end.
/// </summary>
/// <param name="Reason">As the workflow has it.</param>
public sealed record LapseStep(Words Reason) : IStep
{
    public string Name => "lapse";

    public static IStep Read(InputReader input) => new LapseStep(new Words("", ""));

    public Decision<IStep> Decide(Order order, Situation at) =>
        order.Clocks.Find(ClockOf.Lapse) is { Runs: true } clock && clock.Due <= at.Now
            ? Decision.Accept(new LapseStep(at.Workflow.RuleAt(at.Workflow.Stage(order.Stage), Name)!.Reason!))
            : Decision.Refuse(Refusal.NotDue);
}
