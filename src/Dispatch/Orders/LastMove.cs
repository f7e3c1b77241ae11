namespace Dispatch.Orders;

/// <summary>The move that brought an order to where it is, and the order before it: what it takes to take the move back.</summary>
/// <remarks>Only who has followed the history of an order knows it; the table does not keep it.</remarks>
/// <param name="IsActedOn">Somebody has done something about the order since. Remarks, pictures and notices of the clock are none of it.</param>
sealed record LastMove(Order Before, TakenStep Step, bool IsActedOn);
