using System.Collections.Concurrent;
using System.Diagnostics;
using Dispatch.Orders;
using Dispatch.Workflows;

namespace Dispatch.Server.Playing;

/// <summary>What came of playing.</summary>
/// <param name="Orders">How many were to be walked to their end.</param>
/// <param name="Ended">How many came to each final stage.</param>
/// <param name="Stuck">The numbers of those that did not come to an end, with the reason.</param>
/// <param name="Steps">How many steps were taken.</param>
/// <param name="Median">How long a step took, from asking to knowing.</param>
/// <param name="Slowest">What 99 of 100 steps were quicker than.</param>
/// <param name="Refusals">How often a step was refused, by the code of the refusal.</param>
public sealed record PlayReport(
    int Orders, IReadOnlyDictionary<string, int> Ended, IReadOnlyList<(string Number, string Reason)> Stuck, long Steps, TimeSpan Took,
    TimeSpan Median, TimeSpan Slowest, IReadOnlyDictionary<string, int> Refusals, bool Interrupted);

/// <summary>Walks orders to their end, many at a time, an order step by step.</summary>
sealed class Play(IPlayDoor door, WorkflowLibrary workflows, PlayShares shares, Pace? pace, TimeProvider time)
{
    /// <summary>An order that has not ended after so many steps goes round in a circle.</summary>
    const int LongestWalk = 100;

    /// <summary>So many refusals one after the other, and the order is given up.</summary>
    const int MostRefusals = 5;

    static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMilliseconds(200);

    readonly ConcurrentDictionary<string, int> ended = new();
    readonly ConcurrentDictionary<string, int> refusals = new();
    readonly ConcurrentQueue<(string, string)> stuck = new();
    readonly ConcurrentQueue<double> milliseconds = new();
    int walked;

    public async Task<PlayReport> RunAsync(
        IReadOnlyList<(Cast Cast, string Number)> orders, int callers, Action<double, string> tell, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var interrupted = false;
        try
        {
            await Parallel.ForEachAsync(orders, new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancel }, async (order, stop) =>
            {
                if (await WalkAsync(order.Cast, order.Number, tell, orders.Count, stop) is { } reason)
                    stuck.Enqueue((order.Number, reason));
                Tell(tell, Interlocked.Increment(ref walked), orders.Count);
            });
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            interrupted = true;
        }

        var took = Stopwatch.GetElapsedTime(started);
        double[] sorted = [.. milliseconds.Order()];
        return new PlayReport(orders.Count, ended, [.. stuck], sorted.Length, took, At(sorted, 0.5), At(sorted, 0.99), refusals, interrupted);
    }

    void Tell(Action<double, string> tell, int done, int whole) =>
        tell(whole == 0 ? 1 : (double)done / whole, $"{done:N0} of {whole:N0} orders, {milliseconds.Count:N0} steps");

    /// <returns>Why the order did not come to its end; null where it did.</returns>
    async Task<string?> WalkAsync(Cast cast, string number, Action<double, string> tell, int whole, CancellationToken cancel)
    {
        var order = await door.ReadAsync(cast, number, cancel);
        for (int steps = 0, refused = 0; steps < LongestWalk; Tell(tell, Volatile.Read(ref walked), whole))
        {
            if (order is null)
                return "It cannot be read.";

            var workflow = await workflows.FindAsync(order.Workflow, order.WorkflowVersion, cancel);
            switch (PlayRules.Next(order, workflow, cast, shares, time.GetUtcNow()))
            {
                case Move.Ended:
                    ended.AddOrUpdate(order.Stage, 1, (_, count) => count + 1);
                    return null;

                case Move.Stuck nobody:
                    return nobody.Reason;

                case Move.Take take:
                    var (after, refusal) = await TimedAsync(order, take, cancel);
                    if (after is not null)
                    {
                        (order, refused) = (after, 0);
                        steps++;
                        break;
                    }

                    refusals.AddOrUpdate(refusal!, 1, (_, count) => count + 1);
                    if (++refused == MostRefusals)
                        return $"{take.Caller.Name} may not take the step {take.Step} at the stage {order.Stage}: {refusal}.";
                    // Somebody else may be at the same order, or the server be starting again.
                    await Task.Delay(PauseAfterRefusal * refused, time, cancel);
                    order = await door.ReadAsync(cast, number, cancel);
                    break;
            }
        }

        return $"It has not ended after {LongestWalk} steps.";
    }

    async Task<(Order?, string?)> TimedAsync(Order order, Move.Take take, CancellationToken cancel)
    {
        if (pace is not null)
            await pace.NextAsync(cancel);
        var asked = Stopwatch.GetTimestamp();
        var answer = await door.TakeAsync(order, take, cancel);
        if (answer.Order is not null)
            milliseconds.Enqueue(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        return answer;
    }

    static TimeSpan At(double[] sorted, double share) =>
        sorted.Length == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))]);
}
