namespace Dispatch.Contracts;

/// <summary>A desk took its step back before anybody had acted on it (撤回): the order is where it was.</summary>
public sealed record OrderRecalled : OrderStep
{
    public required Recalling Input { get; init; }
}

/// <param name="Step">Name of the step that was taken back.</param>
/// <param name="Sequence">Its place among the steps of the order.</param>
public sealed record Recalling(string Step, int Sequence, string? Reason = null);
