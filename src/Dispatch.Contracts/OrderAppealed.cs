namespace Dispatch.Contracts;

/// <summary>A member asked that the order be left out of the statistics (申诉).</summary>
public sealed record OrderAppealed : OrderStep
{
    public required Appealing Input { get; init; }
}

/// <param name="Photos">Addresses of the evidence.</param>
public sealed record Appealing(string Reason, IReadOnlyList<string> Photos);
