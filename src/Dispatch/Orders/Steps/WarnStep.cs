using Dispatch.Clocks;

namespace Dispatch.Orders.Steps;

/// <summary>Four fifths of a limit are used up.</summary>
/// <param name="Of">Which clock, of <see cref="ClockOf"/>.</param>
/// <param name="Due">When it ends.</param>
/// <param name="Late">How long after its time the notice comes, when that is more than a moment: the server had been down.</param>
public sealed record WarnStep(string Of, DateTimeOffset Due, TimeSpan? Late) : IStep
{
    public string Name => "warn";

    public Decision<IStep> Decide(Order order, Situation at) => Notices.Decide(this, order, at);
}
