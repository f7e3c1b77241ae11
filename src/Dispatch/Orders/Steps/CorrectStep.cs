using Dispatch.Workflows;

namespace Dispatch.Orders.Steps;

/// <summary>Category or urgency are put right (更正), as if they had been so from the beginning; the history stays as it was.</summary>
public sealed record CorrectStep(string? Category, string? Urgency, string? Reason) : IStep
{
    public string Name => "correct";

    public bool NeedsHistory => true;

    public static IStep Read(InputReader input) => new CorrectStep(
        input.Text("category", 40), input.OneOf("urgency", Alliances.Urgency.All), input.Text("reason", 1000));

    public Decision<IStep> Decide(Order order, Situation at) => this switch
    {
        _ when order.State.OpenPartOf(at.Caller.AsActor()) is { Kind: PartKind.Support } => Decision.Refuse(Refusal.NotYourPart),
        { Category: null, Urgency: null } => Decision.Refuse(Refusal.Input("category", "required")),
        { Category: { } category } when !at.Alliance.Categories.ContainsKey(category) => Decision.Refuse(Refusal.Input("category", "unknown")),
        // The pool would be empty, and the order would wait for nobody.
        { Category: { } category } when order.Desk == Desks.Pool && !at.Alliance.Members.Values.Any(member => member.Duties.Contains(category)) =>
            Decision.Refuse(Refusal.Input("category", "nobodys-duty")),
        _ => Decision.Accept(this),
    };
}
