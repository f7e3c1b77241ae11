namespace Dispatch.Orders.Desk;

/// <summary>What the desk says.</summary>
/// <param name="Order">The order as the step left it; null when it was refused.</param>
/// <param name="Refusal">Why not; null when it was taken.</param>
/// <param name="Existed">The order had been filed before under the same source and external id.</param>
public sealed record Answer(Order? Order, Refusal? Refusal, bool Existed = false)
{
    public static Answer Refused(Refusal refusal) => new(null, refusal);
}
