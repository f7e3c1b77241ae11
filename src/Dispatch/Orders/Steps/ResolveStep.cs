namespace Dispatch.Orders.Steps;

/// <summary>A member reports its part done (办结).</summary>
/// <param name="Photos">Addresses of pictures of the result.</param>
/// <param name="Reason">Why the lead finishes although a supporting part is still open.</param>
public sealed record ResolveStep(string Note, IReadOnlyList<string> Photos, string? Reason) : IStep
{
    public string Name => "resolve";

    public static IStep Read(InputReader input) =>
        new ResolveStep(input.Text("note", 2000) ?? "", input.WebAddresses("photos", 9, 500), input.Text("reason", 1000));

    public Decision<IStep> Decide(Order order, Situation at) => order.State.OpenPartOf(at.Caller.AsActor()) switch
    {
        null => Decision.Refuse(Refusal.NotYourPart),
        { State: not PartState.Claimed } => Decision.Refuse(Refusal.NotYourPart),
        { Kind: PartKind.Lead } when Reason is null && Supporting(order).Any() =>
            Decision.Refuse(SupportOpen([.. Supporting(order).Select(part => part.Member)], at)),
        _ => Decision.Accept(this),
    };

    static IEnumerable<Assignment> Supporting(Order order) => order.State.Open.Where(part => part.Kind == PartKind.Support);

    static Refusal SupportOpen(IReadOnlyList<string> members, Situation at) => Refusal.Of(Refusal.SupportOpen, members) with
    {
        InChinese = members.Where(at.Alliance.Members.ContainsKey).ToDictionary(code => code, code => at.Alliance.Members[code].Name.Zh),
    };

    public bool Equals(ResolveStep? other) =>
        other is not null && Note == other.Note && Reason == other.Reason && Photos.SequenceEqual(other.Photos);

    public override int GetHashCode() => HashCode.Combine(Note, Reason, Photos.Count);
}
