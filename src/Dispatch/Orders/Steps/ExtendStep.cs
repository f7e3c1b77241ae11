namespace Dispatch.Orders.Steps;

/// <summary>The lead of an order asks for more time (延期); others answer with <see cref="GrantStep"/> or <see cref="DenyStep"/>.</summary>
/// <remarks>
/// Asked before the breach, and not again while an answer is waited for. Only what was granted counts against the times that a
/// workflow allows.
/// </remarks>
/// <param name="Limit">
/// How much more, in the words of a file, a year from now at most; null for as much again as each deadline had.
/// </param>
public sealed record ExtendStep(string Reason, string? Limit) : IStep
{
    /// <summary>Days: what is asked for beyond that is a slip of the pen.</summary>
    const int Longest = 366;

    public string Name => "extend";

    public static IStep Read(InputReader input) => new ExtendStep(input.Text("reason", 1000) ?? "", input.Text("limit", 40));

    public Decision<IStep> Decide(Order order, Situation at)
    {
        var asked = Limit is null ? null : Calendars.Limit.Read(Limit);
        if (Limit is not null && asked is not { Amount: > 0 })
            return Decision.Refuse(Refusal.Input("limit", "not-a-limit"));
        if (asked is not null && (asked.IsLongerThan(Longest) || at.Alliance.Calendar.After(at.Now, asked).At > at.Now.AddDays(Longest)))
            return Decision.Refuse(Refusal.Input("limit", "more-than-a-year"));
        if (order.State.OpenPartOf(at.Caller.AsActor()) is { Kind: not PartKind.Lead })
            return Decision.Refuse(Refusal.NotYourPart);
        if (order.State.Extension is not null)
            return Decision.Refuse(Refusal.AskedAlready);
        if (order.Clocks.Deadlines.Any(clock => clock.Runs && clock.Due <= at.Now))
            return Decision.Refuse(Refusal.Overdue);
        if (at.Workflow.RuleAt(at.Workflow.Stage(order.Stage), "grant")?.Times is { } times
            && order.State.Moves.GetValueOrDefault("grant") >= times)
        {
            return Decision.Refuse(Refusal.UsedUp, Name, $"{times}");
        }

        return Decision.Accept(this);
    }
}
