namespace Dispatch.Orders.Desk;

/// <summary>The first answer to a request with a key.</summary>
/// <param name="Taken">The step that was taken; null when it was refused.</param>
sealed record Receipt(string Caller, string Key, string Asked, TakenStep? Taken, Refusal? Refusal);
