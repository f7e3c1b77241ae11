namespace Dispatch.Orders.Steps;

/// <summary>A limit has ended and its holder has not done their part.</summary>
/// <inheritdoc cref="WarnStep" path="/param"/>
public sealed record BreachStep(string Of, DateTimeOffset Due, TimeSpan? Late) : IStep
{
    public string Name => "breach";

    public Decision<IStep> Decide(Order order, Situation at) => Notices.Decide(this, order, at);
}
