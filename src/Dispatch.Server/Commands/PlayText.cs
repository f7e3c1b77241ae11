using Dispatch.Server.Playing;

namespace Dispatch.Server.Commands;

/// <summary>Prints what came of <c>play</c>.</summary>
static class PlayText
{
    const int MaxStuckShown = 20;

    /// <param name="events">How many events were received; null where the orders were not played through the bus.</param>
    /// <returns>The exit code.</returns>
    public static int Print(PlayReport report, long? events)
    {
        if (report.Orders == 0)
        {
            Console.WriteLine("No order is open.");
            return 0;
        }

        var ends = report.Ended.Count > 0 ? Counts(report.Ended) : "none came to an end";
        Console.WriteLine($"{report.Orders:N0} orders: {ends}{(report.Stuck.Count > 0 ? $", {report.Stuck.Count:N0} stuck" : "")}");
        var rate = report.Steps / Math.Max(report.Duration.TotalSeconds, 0.001);
        Console.WriteLine(
            $"{report.Steps:N0} steps in {report.Duration.TotalSeconds:0.0} s ({rate:N0} steps/s), " +
            $"a step p50 {report.Median.TotalMilliseconds:0.0} ms, p99 {report.Percentile99.TotalMilliseconds:0.0} ms");
        Console.WriteLine(report.Refusals.Count == 0 ? "No step was refused" : $"Refused: {Counts(report.Refusals)}");
        if (events is not null)
            Console.WriteLine($"{events:N0} events received");
        foreach (var (number, reason) in report.Stuck.Take(MaxStuckShown))
            Console.WriteLine($"{number}: {reason}");
        if (report.Stuck.Count > MaxStuckShown)
            Console.WriteLine($"… and {report.Stuck.Count - MaxStuckShown} more");
        if (report.Interrupted)
            Console.WriteLine("Interrupted: play again to go on; every order is where its last step left it.");
        return report.Interrupted ? CommandLine.Interrupted : report.Stuck.Count > 0 ? 1 : 0;
    }

    static string Counts(IReadOnlyDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{count.Value:N0} {count.Key}"));
}
