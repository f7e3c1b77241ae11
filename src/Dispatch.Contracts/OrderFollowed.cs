namespace Dispatch.Contracts;

/// <summary>A merged order was told what became of the one that goes on for it, or came back by itself.</summary>
public sealed record OrderFollowed : OrderStep
{
    public required Following Input { get; init; }
}

/// <param name="Into">Number of the order that goes on.</param>
/// <param name="Became">The stage of that order.</param>
/// <param name="Outcome"><c>comes-back</c>: nobody saw to it, and this one is looked at again; <c>ended</c>; or <c>goes-on</c>.</param>
public sealed record Following(string Into, string Became, string Outcome);
