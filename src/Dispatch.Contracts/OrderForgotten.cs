namespace Dispatch.Contracts;

/// <summary>
/// The order ended longer ago than its alliance keeps personal data: the merchant's name and numbers were removed from it and its history.
/// </summary>
/// <remarks>Whoever keeps them from earlier events does well to remove them too.</remarks>
public sealed record OrderForgotten : OrderStep
{
    public required Forgetting Input { get; init; }
}

/// <param name="After">How long after its end, such as <c>2 years</c>.</param>
public sealed record Forgetting(string After);
