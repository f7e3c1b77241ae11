using Dispatch.Workflows;

namespace Dispatch.Orders.Steps;

/// <summary>
/// The order ended longer ago than its alliance keeps personal data (清除个人信息): these go from it and its history, for good.
/// </summary>
/// <remarks>
/// What they are, and the order without them, is in <see cref="PersonalData"/>. No step follows this one: nothing that people say can bring
/// back what was removed.
/// </remarks>
/// <param name="After">Settled by the rule: the period, such as <c>2 years</c>.</param>
public sealed record ForgetStep(string After) : IStep
{
    public string Name => StepCatalogue.Forget;

    public bool NeedsHistory => true;

    public bool NeedsMerger => true;

    public Decision<IStep> Decide(Order order, Situation at) =>
        at.Alliance.ForgetAfter is { } period
        && order.State.Appeal != AppealState.Asked
        && EndOf(order, at.Others) <= period.EndedBefore(at.Now, at.Alliance.Zone)
            ? Decision.Accept(new ForgetStep(period.Words.En))
            : Decision.Refuse(Refusal.NotDue);

    /// <summary>When it was over: a merged order has not ended while the one goes on for it. Null as long as it is not.</summary>
    static DateTimeOffset? EndOf(Order order, IReadOnlyDictionary<string, Order> others) => order.GoesOnAs(others) switch
    {
        _ when order.Desk is not null => null,
        null => order.Since,
        { Desk: not null } => null,
        var last => last.Since > order.Since ? last.Since : order.Since,
    };
}
