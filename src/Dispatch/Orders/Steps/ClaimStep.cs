using Dispatch.Workflows;

namespace Dispatch.Orders.Steps;

/// <summary>A member takes on the part that was assigned to it, or one from the pool (接单, 认领).</summary>
/// <param name="Part">Settled by the rule: lead, support or post.</param>
public sealed record ClaimStep(string Part) : IStep
{
    public ClaimStep() : this("") { }

    public string Name => "claim";

    public static IStep Read(InputReader input) => new ClaimStep();

    public Decision<IStep> Decide(Order order, Situation at)
    {
        var stage = at.Workflow.Stage(order.Stage);
        var state = order.State;

        return state.OpenPartOf(at.Caller.AsActor()) switch
        {
            { State: PartState.Claimed } => Decision.Refuse(Refusal.AlreadyClaimed),
            { } assigned => Decision.Accept(new ClaimStep(assigned.Kind)),
            null when stage.Desk != Desks.Pool => Decision.Refuse(Refusal.NotYourPart),
            null when state.Assignments.Count(part => part.Counts) >= state.Places => Decision.Refuse(Refusal.Full),
            null when at.Workflow.RuleAt(stage, Name) is { Person: true } => HasAPost(state, at)
                ? Decision.Refuse(Refusal.AlreadyClaimed)
                : Decision.Accept(new ClaimStep(PartKind.Post)),
            null => Decision.Accept(new ClaimStep(state.Lead is null ? PartKind.Lead : PartKind.Support)),
        };
    }

    static bool HasAPost(OrderState state, Situation at) => state.Assignments.Any(part => part.Counts && part.Person == at.Caller.Id);
}
