using Dispatch.Orders;

namespace Dispatch.Server.Playing;

/// <summary>The way by which those who play reach the engine.</summary>
interface IPlayDoor : IAsyncDisposable
{
    /// <summary>Numbers of the orders that have not come to their end, earliest due first.</summary>
    /// <param name="most">No more than these.</param>
    Task<IReadOnlyList<string>> OpenOrdersAsync(Cast cast, int most, CancellationToken cancel);

    /// <summary>An order as it stands; null when it cannot be read.</summary>
    Task<Order?> ReadAsync(Cast cast, string number, CancellationToken cancel);

    /// <summary>Asks for a step.</summary>
    /// <returns>The order with the step taken, or the code of the refusal.</returns>
    Task<(Order? Order, string? Refusal)> TakeAsync(Order order, Move.Take take, CancellationToken cancel);
}
