using Dispatch.Clocks;
using Dispatch.Storage;

namespace Dispatch.Orders.Steps;

/// <summary>
/// What the joint meeting decided (联席会议议定): who is responsible and by when. It binds: the order cannot be returned any more.
/// </summary>
/// <param name="Lead">Code of the member that answers for the order.</param>
/// <param name="By">When the work is due; a year ahead at most.</param>
/// <param name="Ruling">Who answers for such trouble at this place from now on (责任区域); the chair is shown it the next time.</param>
public sealed record SettleStep(string Lead, DateTimeOffset By, string Note, string? Ruling) : IStep
{
    /// <summary>What is due later than that is a slip of the pen, and the years after it have no calendar.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public string Name => "settle";

    public static IStep Read(InputReader input) =>
        new SettleStep(
            input.Text("lead", 40) ?? "", input.Instant("by") ?? default, input.Text("note", 2000) ?? "", input.Text("ruling", 1000));

    public Decision<IStep> Decide(Order order, Situation at) => this switch
    {
        _ when order.State.Level != Level.JointMeeting => Decision.Refuse(Refusal.NotBeforeTheMeeting),
        _ when Holders.WhyNot("lead", [Lead], at) is { } refusal => Decision.Refuse(refusal),
        _ when By <= at.Now => Decision.Refuse(Refusal.Input("by", "in-the-past")),
        _ when By > at.Now + Longest => Decision.Refuse(Refusal.Input("by", "more-than-a-year-ahead")),
        _ => Decision.Accept(this with { By = By.WholeMicroseconds() }),
    };
}
