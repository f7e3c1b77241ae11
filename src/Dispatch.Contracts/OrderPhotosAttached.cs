namespace Dispatch.Contracts;

/// <summary>Somebody added pictures; the order did not move.</summary>
public sealed record OrderPhotosAttached : OrderStep
{
    public required Attaching Input { get; init; }
}

/// <param name="Photos">Addresses of the pictures.</param>
public sealed record Attaching(IReadOnlyList<string> Photos, string? Note);
