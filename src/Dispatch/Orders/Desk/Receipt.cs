namespace Dispatch.Orders.Desk;

/// <summary>The first answer to a request with a key.</summary>
/// <param name="Request">What was asked, without the details: see <see cref="StepRequest.Subject"/>.</param>
/// <param name="Step">The step that was taken; null when it was refused.</param>
sealed record Receipt(string Caller, string Key, string Request, DateTimeOffset At, TakenStep? Step, Refusal? Refusal);
