namespace Dispatch.Orders;

/// <summary>
/// How many orders there are, counted up to a bound: nobody pages through more, and counting on would cost as much as all of them.
/// </summary>
/// <param name="Orders">The number, or the bound.</param>
/// <param name="IsMore">There are more than that.</param>
public sealed record Total(int Orders, bool IsMore)
{
    public const int Bound = 10_000;

    /// <summary>On a page that shows many numbers at once, more are only many; each of them leads to a list that says more.</summary>
    public const int BoundAtAGlance = 200;

    /// <param name="counted">Up to one more than the bound.</param>
    public static Total Of(long counted, int bound = Bound) => new((int)Math.Min(counted, bound), counted > bound);
}
