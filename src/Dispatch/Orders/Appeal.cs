namespace Dispatch.Orders;

/// <summary>A member asks that an order be left out of the statistic (申诉): once, after its end, with evidence.</summary>
/// <param name="Photos">Addresses of the evidence.</param>
public sealed record Appeal(string Reason, IReadOnlyList<string> Photos) : IStep
{
    public string Name => "appeal";

    public static IStep Read(InputReader input) => new Appeal(input.Text("reason", 2000) ?? "", input.Texts("photos", 9, 500));

    public Decision Decide(Order order, Situation at) => order switch
    {
        { State.Appeal: not null } => Decision.Refuse(Refusal.AskedAlready),
        _ when order.State.Assignments.All(part => part.Member != at.Caller.Member) => Decision.Refuse(Refusal.NotYourPart),
        _ => Decision.Accept(this),
    };

    public bool Equals(Appeal? other) => other is not null && Reason == other.Reason && Photos.SequenceEqual(other.Photos);

    public override int GetHashCode() => HashCode.Combine(Reason, Photos.Count);
}

/// <summary>The secretariat agrees: the order leaves the statistic, and every fact about it stays.</summary>
public sealed record Uphold(string? Note) : IStep
{
    public string Name => "uphold";

    public static IStep Read(InputReader input) => new Uphold(input.Text("note", 1000));

    public Decision Decide(Order order, Situation at) =>
        order.State.Appeal == AppealState.Asked ? Decision.Accept(this) : Decision.Refuse(Refusal.NothingAsked);
}

/// <summary>The secretariat does not agree; nothing changes.</summary>
public sealed record Dismiss(string Reason) : IStep
{
    public string Name => "dismiss";

    public static IStep Read(InputReader input) => new Dismiss(input.Text("reason", 1000) ?? "");

    public Decision Decide(Order order, Situation at) =>
        order.State.Appeal == AppealState.Asked ? Decision.Accept(this) : Decision.Refuse(Refusal.NothingAsked);
}

public static class AppealState
{
    public const string Asked = "asked";

    /// <summary>Left out of the statistic.</summary>
    public const string Upheld = "upheld";

    public const string Dismissed = "dismissed";
}
