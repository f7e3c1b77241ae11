using System.Diagnostics;
using Dapper;
using Dispatch.Orders;
using Dispatch.Orders.Search;
using Dispatch.Storage;
using Dispatch.Tests.Support;

namespace Dispatch.Benchmarks;

/// <summary>What a question costs with very many orders stored, and what it costs to take those into the index.</summary>
static class SearchBenchmark
{
    const int Times = 40;

    /// <param name="engines">Of <c>postgres</c> and <c>sqlite</c>.</param>
    /// <param name="size">How many orders are stored.</param>
    public static async Task RunAsync(IReadOnlyList<string> engines, int size)
    {
        foreach (var engine in engines)
        {
            await using var office = await Office.OpenAsync(engine);
            var start = Stopwatch.GetTimestamp();
            await SearchedOrders.FillAsync(office.Database, size);
            Console.WriteLine($"\n{office.Database.Name}: {size} orders, laid out in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
            await AskAllAsync(office.Database);
            await TakeInAsync(office.Database, size);
        }
    }

    static async Task AskAllAsync(Database database)
    {
        OrderFilter all = new(Office.Alliance);
        var month = SearchedOrders.First.AddDays(30);
        (string Name, OrderFilter Filter)[] questions =
        [
            ("many have it", all with { Words = "噪音" }),
            ("one in ten", all with { Words = "烧烤" }),
            ("one in a hundred", all with { Words = SearchedOrders.Street(3) }),
            ("one in a thousand", all with { Words = SearchedOrders.Shop(7) }),
            ("a part of a number", all with { Words = "0050-00" }),
            ("a number", all with { Words = "sy-20250050-0000500" }),
            ("two words, few have both", all with { Words = $"烧烤 {SearchedOrders.Shop(7)}" }),
            ("two words of one in a hundred", all with { Words = $"{SearchedOrders.Street(3)} {SearchedOrders.Street(4)}" }),
            ("six signs", all with { Words = $"{SearchedOrders.Street(5)}烧烤" }),
            ("nobody has it", all with { Words = "独角兽" }),
            ("pairs that many have, not in a row", all with { Words = "噪音油烟" }),
            ("one sign", all with { Words = "鑫" }),
            ("external id", all with { Words = "ext-500" }),
            ("at a stage, one in a hundred", all with { Words = SearchedOrders.Street(3), Stage = "filed" }),
            ("closed, one in a hundred", all with { Words = SearchedOrders.Street(3), Stage = "closed" }),
            ("of a category that never has it", all with { Words = "烧烤", Category = "0128" }),
            ("of a member", all with { Words = SearchedOrders.Street(3), Member = "chengguan" }),
            ("of a month", all with { Words = SearchedOrders.Street(3), From = month, To = month.AddDays(30) }),
            ("a merchant's own", all with { Words = "烧烤", Merchant = "m7" }),
            ("end of a telephone number", all with { Words = "0007", NeedsPhone = order => order.Desk is not null }),
        ];
        foreach (var (name, filter) in questions)
        {
            List<double> times = [];
            PageKey? after = null;
            var found = 0;
            for (var time = 0; time < Times; time++)
            {
                var start = Stopwatch.GetTimestamp();
                var page = await OrderList.PageAsync(database, filter, after, 51);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                found = Math.Max(found, page.Count);
                // Every page in turn, and again from the first.
                after = page.Count == 51 ? PageKey.Of(page[49]) : null;
            }

            times.Sort();
            Console.WriteLine($"{name,-40} {found,3} on a page  p50 {times[Times / 2],7:0.0} ms  worst {times[^1],7:0.0} ms");
        }
    }

    /// <summary>From the orders alone, as after an upgrade.</summary>
    static async Task TakeInAsync(Database database, int size)
    {
        const int Batches = 50;
        await using (var connection = await database.ConnectAsync())
        {
            await connection.ExecuteAsync(
                "insert into unsearched (order_id) select id from orders order by id desc limit @limit",
                new { limit = Batches * SearchIndexing.BatchBound });
        }

        SearchIndexing indexing = new(database);
        var start = Stopwatch.GetTimestamp();
        for (var batch = 0; batch < Batches; batch++)
            await indexing.RunOnceAsync();
        var each = Stopwatch.GetElapsedTime(start) / (Batches * SearchIndexing.BatchBound);
        Console.WriteLine($"taking in: {each.TotalMicroseconds:0} µs an order, {each.TotalSeconds * size:0} s for all of them");
    }
}
