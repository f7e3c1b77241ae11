namespace Dispatch.Orders.Steps;

/// <summary>A remark; it moves nothing and no clock. It stays in the house unless it is for the merchant.</summary>
/// <param name="To"><see cref="ToMerchant"/>, or null: what nobody said is for the merchant is not.</param>
public sealed record CommentStep(string Text, string? To = null) : IStep
{
    public const string ToMerchant = "merchant";

    public string Name => "comment";

    public static IStep Read(InputReader input) => new CommentStep(input.Text("text", 2000) ?? "", input.OneOf("to", [ToMerchant]));

    /// <remarks>What a merchant says itself, everybody who acts for it may read.</remarks>
    public Decision<IStep> Decide(Order order, Situation at) =>
        Decision.Accept(at.Caller.Merchant is null ? this : this with { To = ToMerchant });
}
