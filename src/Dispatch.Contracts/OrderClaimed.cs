namespace Dispatch.Contracts;

/// <summary>A member, or a person for a post, took on their part.</summary>
public sealed record OrderClaimed : OrderStep
{
    public required Claiming Input { get; init; }
}

/// <param name="Part"><c>lead</c>, <c>support</c> or <c>post</c>.</param>
public sealed record Claiming(string Part);
