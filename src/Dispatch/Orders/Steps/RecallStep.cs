namespace Dispatch.Orders.Steps;

/// <summary>The desk that took the last move takes it back (撤回), as long as nobody has acted on it: the order is where it was.</summary>
/// <param name="Step">Name of the step that is taken back; settled by the rule.</param>
/// <param name="Sequence">Its place in the history; settled by the rule.</param>
public sealed record RecallStep(string? Reason, string Step, int Sequence) : IStep
{
    public const string Called = "recall";

    public string Name => Called;

    public bool NeedsHistory => true;

    public static IStep Read(InputReader input) => new RecallStep(input.Text("reason", 1000), "", 0);

    public Decision<IStep> Decide(Order order, Situation at) => order.Last switch
    {
        null => Decision.Refuse(Refusal.NothingToRecall),
        { IsActedOn: true } => Decision.Refuse(Refusal.ActedOn),
        { Step: var taken } => Decision.Accept(this with { Step = taken.Step.Name, Sequence = taken.Sequence }),
    };
}
