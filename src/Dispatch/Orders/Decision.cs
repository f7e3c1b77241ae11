namespace Dispatch.Orders;

/// <summary>What a rule says to a step: yes, with what it settled, or no, with the reason.</summary>
public abstract record Decision
{
    public static Decision Accept(IStep step) => new Accepted(step);
    public static Decision Refuse(string code, params IReadOnlyList<string> names) => new Refused(new Refusal(code, names));
    public static Decision Refuse(Refusal refusal) => new Refused(refusal);

    /// <param name="Step">The step as it goes into the history.</param>
    public sealed record Accepted(IStep Step) : Decision;

    public sealed record Refused(Refusal Refusal) : Decision;

    Decision() { }
}
