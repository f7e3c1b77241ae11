namespace Dispatch.Orders.Steps;

/// <summary>A member asks that an order be left out of the statistic (申诉): once, after its end, with evidence.</summary>
/// <param name="Photos">Addresses of the evidence.</param>
public sealed record AppealStep(string Reason, IReadOnlyList<string> Photos) : IStep
{
    public string Name => "appeal";

    public static IStep Read(InputReader input) => new AppealStep(input.Text("reason", 2000) ?? "", input.WebAddresses("photos", 9, 500));

    public Decision<IStep> Decide(Order order, Situation at) => order switch
    {
        { State.Appeal: not null } => Decision.Refuse(Refusal.AskedAlready),
        _ when order.State.Assignments.All(part => part.Member != at.Caller.Member) => Decision.Refuse(Refusal.NotYourPart),
        _ => Decision.Accept(this),
    };

    public bool Equals(AppealStep? other) => other is not null && Reason == other.Reason && Photos.SequenceEqual(other.Photos);

    public override int GetHashCode() => HashCode.Combine(Reason, Photos.Count);
}
