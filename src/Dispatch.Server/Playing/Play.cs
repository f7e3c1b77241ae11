using System.Collections.Concurrent;
using System.Diagnostics;
using Dispatch.Orders;
using Dispatch.Workflows;

namespace Dispatch.Server.Playing;

/// <summary>What came of playing.</summary>
/// <param name="Orders">How many were played.</param>
/// <param name="Ended">How many ended in each final stage.</param>
/// <param name="Stuck">The numbers of those that did not end, with the reason.</param>
/// <param name="Steps">How many steps were taken.</param>
/// <param name="Median">How long a step took, from the request to its outcome.</param>
/// <param name="Percentile99">99 of 100 steps took no longer.</param>
/// <param name="Refusals">How often a step was refused, by the code of the refusal.</param>
public sealed record PlayReport(
    int Orders, IReadOnlyDictionary<string, int> Ended, IReadOnlyList<(string Number, string Reason)> Stuck, long Steps, TimeSpan Duration,
    TimeSpan Median, TimeSpan Percentile99, IReadOnlyDictionary<string, int> Refusals, bool Interrupted);

/// <summary>Takes orders to their end, many at a time, each step by step.</summary>
sealed class Play(IPlayChannel channel, WorkflowLibrary workflows, PlayShares shares, Pace? pace, TimeProvider time)
{
    /// <summary>An order that has not ended after so many steps goes round in circles.</summary>
    const int MaxSteps = 100;

    /// <summary>After so many refusals in a row an order is given up.</summary>
    const int MaxRefusals = 5;

    static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMilliseconds(200);

    readonly ConcurrentDictionary<string, int> ended = new();
    readonly ConcurrentDictionary<string, int> refusals = new();
    readonly ConcurrentQueue<(string, string)> stuck = new();
    readonly ConcurrentQueue<double> milliseconds = new();
    int done;

    public async Task<PlayReport> RunAsync(
        IReadOnlyList<(Players Players, string Number)> orders, int callers, Action<double, string> progress, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var interrupted = false;
        try
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = callers, CancellationToken = cancel };
            await Parallel.ForEachAsync(orders, options, async (order, stop) =>
            {
                if (await PlayAsync(order.Players, order.Number, progress, orders.Count, stop) is { } reason)
                    stuck.Enqueue((order.Number, reason));
                Report(progress, Interlocked.Increment(ref done), orders.Count);
            });
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            interrupted = true;
        }

        var duration = Stopwatch.GetElapsedTime(started);
        double[] sorted = [.. milliseconds.Order()];
        return new PlayReport(
            orders.Count, ended, [.. stuck], sorted.Length, duration, At(sorted, 0.5), At(sorted, 0.99), refusals, interrupted);
    }

    void Report(Action<double, string> progress, int done, int all) =>
        progress(all == 0 ? 1 : (double)done / all, $"{done:N0} of {all:N0} orders, {milliseconds.Count:N0} steps");

    /// <returns>Why the order did not end; null where it did.</returns>
    async Task<string?> PlayAsync(Players players, string number, Action<double, string> progress, int all, CancellationToken cancel)
    {
        var order = await channel.ReadAsync(players, number, cancel);
        for (int steps = 0, refused = 0; steps < MaxSteps; Report(progress, Volatile.Read(ref done), all))
        {
            if (order is null)
                return "It cannot be read.";

            var workflow = await workflows.FindAsync(order.Workflow, order.WorkflowVersion, cancel);
            switch (PlayRules.Next(order, workflow, players, shares, time.GetUtcNow()))
            {
                case Move.Ended:
                    ended.AddOrUpdate(order.Stage, 1, (_, count) => count + 1);
                    return null;

                case Move.Stuck(var reason):
                    return reason;

                case Move.Take take:
                    var (after, refusal) = await TimedAsync(order, take, cancel);
                    if (after is not null)
                    {
                        (order, refused) = (after, 0);
                        steps++;
                        break;
                    }

                    refusals.AddOrUpdate(refusal!, 1, (_, count) => count + 1);
                    if (++refused == MaxRefusals)
                        return $"{take.Caller.Name} may not take the step {take.Step} at the stage {order.Stage}: {refusal}.";
                    // Somebody else may be working on the same order, or the server may be restarting.
                    await Task.Delay(PauseAfterRefusal * refused, time, cancel);
                    order = await channel.ReadAsync(players, number, cancel);
                    break;
            }
        }

        return $"It has not ended after {MaxSteps} steps.";
    }

    async Task<(Order?, string?)> TimedAsync(Order order, Move.Take take, CancellationToken cancel)
    {
        if (pace is not null)
            await pace.NextAsync(cancel);
        var started = Stopwatch.GetTimestamp();
        var answer = await channel.TakeAsync(order, take, cancel);
        if (answer.Order is not null)
            milliseconds.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return answer;
    }

    static TimeSpan At(double[] sorted, double share) =>
        sorted.Length == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))]);
}
