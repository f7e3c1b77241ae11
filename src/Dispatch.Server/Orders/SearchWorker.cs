using Dispatch.Orders.Search;

namespace Dispatch.Server.Orders;

/// <summary>Keeps the index of the search up with the orders for as long as the server runs.</summary>
public sealed class SearchWorker(SearchIndexing indexing, TimeProvider time, ILogger<SearchWorker> log)
    : Worker(time, pause: TimeSpan.FromSeconds(1))
{
    protected override async Task<int> RunOnceAsync(CancellationToken stoppingToken)
    {
        var start = Time.GetTimestamp();
        var orders = await indexing.RunOnceAsync(stoppingToken);
        // A million orders that were there before take minutes: half of the time is everybody else's.
        if (orders > 0)
            await Task.Delay(Time.GetElapsedTime(start), Time, stoppingToken);
        return orders;
    }

    protected override void LogFailure(Exception error) =>
        log.LogWarning(error, "The index of the search falls behind; the newest orders are found without it");
}
