namespace Dispatch.Contracts;

/// <summary>The time that was asked for was given.</summary>
public sealed record OrderExtensionGranted : OrderStep
{
    public required ExtensionGranting Input { get; init; }
}

public sealed record ExtensionGranting(string? Note = null);
