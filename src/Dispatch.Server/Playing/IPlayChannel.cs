using Dispatch.Orders;

namespace Dispatch.Server.Playing;

/// <summary>How the players reach the engine.</summary>
interface IPlayChannel : IAsyncDisposable
{
    /// <summary>Numbers of the orders that have not ended, earliest due first.</summary>
    /// <param name="max">At most so many.</param>
    Task<IReadOnlyList<string>> OpenOrdersAsync(Players players, int max, CancellationToken cancel);

    /// <summary>An order as it is now; null when it cannot be read.</summary>
    Task<Order?> ReadAsync(Players players, string number, CancellationToken cancel);

    /// <summary>Asks for a step.</summary>
    /// <returns>The order with the step taken, or the code of the refusal.</returns>
    Task<(Order? Order, string? Refusal)> TakeAsync(Order order, Move.Take take, CancellationToken cancel);
}
