namespace Dispatch.Orders;

/// <summary>A remark that everybody on the order sees; it moves nothing and no clock.</summary>
public sealed record Comment(string Text) : IStep
{
    public string Name => "comment";

    public static IStep Read(InputReader input) => new Comment(input.Text("text", 2000) ?? "");

    public Decision Decide(Order order, Situation at) => Decision.Accept(this);
}
