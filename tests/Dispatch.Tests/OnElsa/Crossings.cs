using Dispatch.Workflows;

namespace Dispatch.Tests.OnElsa;

static class Crossings
{
    public static readonly Facts Noise = new("0128", "normal", "shengyang", "", true, 10, 0);

    /// <summary>Every way of a workflow that a step may take, with each state of the order's parts.</summary>
    public static IReadOnlyList<Crossing> Of(Workflow workflow) =>
    [
        .. from move in Dispatch.OnElsa.Flow.MovesOf(workflow)
           from rule in move.Rules
           from bits in Enumerable.Range(0, 8)
           select new Crossing(rule, move.Stage, new Progress((bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0), Noise),
    ];

    public static Crossing At(Workflow workflow, string stage, string step, Facts? facts = null) =>
        new(workflow.RuleAt(workflow.Stage(stage), step)!, stage, new Progress(true, true, true), facts ?? Noise);
}
