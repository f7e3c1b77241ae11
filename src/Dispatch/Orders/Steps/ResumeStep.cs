namespace Dispatch.Orders.Steps;

/// <summary>The clocks of a suspended order run on with what was left, to the second.</summary>
public sealed record ResumeStep : IStep
{
    public string Name => "resume";

    public static IStep Read(InputReader input) => new ResumeStep();

    public Decision<IStep> Decide(Order order, Situation at) =>
        order.Clocks.SuspendedUntil is { } until && (!at.Caller.IsSystem || until <= at.Now)
            ? Decision.Accept(this)
            : Decision.Refuse(Refusal.NotSuspended);
}
