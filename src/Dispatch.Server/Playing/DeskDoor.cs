using System.Text.Json;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Storage;

namespace Dispatch.Server.Playing;

/// <summary>Straight to the desk of this process.</summary>
sealed class DeskDoor(OrderDesk desk, Database database) : IPlayDoor
{
    public Task<IReadOnlyList<string>> OpenOrdersAsync(Cast cast, int most, CancellationToken cancel) =>
        OpenOrders.OfAsync(database, cast.Alliance.Code, most, cancel);

    public Task<Order?> ReadAsync(Cast cast, string number, CancellationToken cancel) => OrderList.FindAsync(database, number, cancel);

    public async Task<(Order? Order, string? Refusal)> TakeAsync(Order order, Move.Take take, CancellationToken cancel)
    {
        InputReader input = new(JsonSerializer.SerializeToElement(take.Input));
        var answer = await desk.DoAsync(
            new StepRequest(StepRegistry.All[take.Step].Read(input), input.Given, take.Caller) { Number = order.Number, Version = order.Version }, cancel);
        return (answer.Value?.Order, answer.Refusal?.Code);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Reads from the database which orders are to be played.</summary>
static class OpenOrders
{
    public static async Task<IReadOnlyList<string>> OfAsync(Database database, string alliance, int most, CancellationToken cancel)
    {
        List<string> numbers = [];
        for (PageKey? after = null; numbers.Count < most;)
        {
            var page = await OrderList.PageAsync(database, new OrderFilter(alliance), after, OrderList.LongestPage, cancel);
            // Those that have ended stand last.
            numbers.AddRange(page.TakeWhile(order => order.Desk is not null).Take(most - numbers.Count).Select(order => order.Number));
            if (page.Count < OrderList.LongestPage || page[^1].Desk is null)
                break;
            after = PageKey.Of(page[^1]);
        }

        return numbers;
    }
}
