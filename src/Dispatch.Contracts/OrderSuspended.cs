namespace Dispatch.Contracts;

/// <summary>The clocks of an order stand still until a day (挂账).</summary>
public sealed record OrderSuspended : OrderStep
{
    public required Suspending Input { get; init; }
}

/// <param name="Until">When it resumes by itself, UTC.</param>
public sealed record Suspending(DateTimeOffset Until, string Reason);
