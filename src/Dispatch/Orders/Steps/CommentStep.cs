namespace Dispatch.Orders.Steps;

/// <summary>A remark that everybody on the order sees; it moves nothing and no clock.</summary>
public sealed record CommentStep(string Text) : IStep
{
    public string Name => "comment";

    public static IStep Read(InputReader input) => new CommentStep(input.Text("text", 2000) ?? "");

    public Decision<IStep> Decide(Order order, Situation at) => Decision.Accept(this);
}
