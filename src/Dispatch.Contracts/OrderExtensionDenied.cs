namespace Dispatch.Contracts;

/// <summary>The time that was asked for was not given.</summary>
public sealed record OrderExtensionDenied : OrderStep
{
    public required ExtensionDenying Input { get; init; }
}

public sealed record ExtensionDenying(string Reason);
