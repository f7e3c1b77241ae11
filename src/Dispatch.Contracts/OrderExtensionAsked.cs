namespace Dispatch.Contracts;

/// <summary>Whoever is at work on an order asked for more time (申请延期).</summary>
public sealed record OrderExtensionAsked : OrderStep
{
    public required ExtensionAsking Input { get; init; }
}

/// <param name="Limit">How much more, such as <c>2 working days</c>; null for as much again as each limit had.</param>
public sealed record ExtensionAsking(string Reason, string? Limit = null);
