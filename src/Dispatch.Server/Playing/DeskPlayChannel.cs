using System.Text.Json;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Storage;

namespace Dispatch.Server.Playing;

/// <summary>Takes steps at the desk of this process.</summary>
sealed class DeskPlayChannel(OrderDesk desk, Database database) : IPlayChannel
{
    public Task<IReadOnlyList<string>> OpenOrdersAsync(Players players, int max, CancellationToken cancel) =>
        OpenOrders.OfAsync(database, players.Alliance.Code, max, cancel);

    public Task<Order?> ReadAsync(Players players, string number, CancellationToken cancel) =>
        OrderList.FindAsync(database, number, cancel);

    public async Task<(Order? Order, string? Refusal)> TakeAsync(Order order, Move.Take take, CancellationToken cancel)
    {
        InputReader input = new(JsonSerializer.SerializeToElement(take.Input));
        var answer = await desk.DoAsync(
            new StepRequest(StepRegistry.All[take.Step].Read(input), input.Given, take.Caller)
            {
                Number = order.Number,
                Version = order.Version,
            },
            cancel);
        return (answer.Value?.Order, answer.Refusal?.Code);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Lists the orders to play from the database.</summary>
static class OpenOrders
{
    public static async Task<IReadOnlyList<string>> OfAsync(Database database, string alliance, int max, CancellationToken cancel)
    {
        List<string> numbers = [];
        for (PageKey? after = null; numbers.Count < max;)
        {
            var page = await OrderList.PageAsync(database, new OrderFilter(alliance), after, OrderList.LongestPage, cancel);
            // The list ends with the orders that have ended.
            numbers.AddRange(page.TakeWhile(order => order.Desk is not null).Take(max - numbers.Count).Select(order => order.Number));
            if (page.Count < OrderList.LongestPage || page[^1].Desk is null)
                break;
            after = PageKey.Of(page[^1]);
        }

        return numbers;
    }
}
