namespace Dispatch.Contracts;

/// <summary>A limit ended and its holder had not done their part.</summary>
public sealed record OrderBreached : OrderStep
{
    public required Noticing Input { get; init; }
}
