namespace Dispatch.Storage;

/// <summary>What waits for a part of the house.</summary>
/// <param name="First">What stands first, the same for as long as it does.</param>
/// <param name="Count">How many wait; beyond <see cref="Counted"/> no more are counted.</param>
/// <param name="Since">When the first began to wait; null where that is not known.</param>
public sealed record Waiting(string First, long Count, DateTimeOffset? Since = null)
{
    /// <summary>Telling whether it is much takes no more than that.</summary>
    public const int Counted = 10_000;
}
