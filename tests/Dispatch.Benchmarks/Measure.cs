using System.Diagnostics;

namespace Dispatch.Benchmarks;

/// <summary>The result of a load.</summary>
/// <param name="PerSecond">Steps a second, over all callers.</param>
/// <param name="P50">Half of the steps took at most this long, in milliseconds.</param>
/// <param name="P99">All but one in a hundred took at most this long, in milliseconds.</param>
/// <param name="Cpu">Processor time of this process for each step, in microseconds; not that of the database.</param>
readonly record struct Figures(double PerSecond, double P50, double P99, double Cpu)
{
    public override string ToString() => $"{PerSecond,8:0} steps/s  p50 {P50,7:0.00} ms  p99 {P99,7:0.00} ms  cpu {Cpu,5:0} µs";
}

/// <summary>Puts a load on something and times each of its steps.</summary>
static class Measure
{
    /// <summary>Every caller takes one step after the other until the time is over.</summary>
    /// <param name="callers">How many at the same time.</param>
    /// <param name="length">How long; a fifth of it before that is not counted.</param>
    /// <param name="caller">Makes the endless steps of a caller, given its index: each call takes one.</param>
    public static async Task<Figures> LoadAsync(int callers, TimeSpan length, Func<int, Func<Task>> caller)
    {
        var warm = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds / 5 * Stopwatch.Frequency);
        var end = warm + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var cpu = Environment.CpuUsage.TotalTime;
        var times = await Task.WhenAll(Enumerable.Range(0, callers).Select(index => Task.Run(async () =>
        {
            List<long> mine = new(100_000);
            var step = caller(index);
            for (var start = Stopwatch.GetTimestamp(); start < end;)
            {
                await step();
                var now = Stopwatch.GetTimestamp();
                if (start >= warm)
                    mine.Add(now - start);
                start = now;
            }

            return mine;
        })));

        var sorted = times.SelectMany(mine => mine).Order().ToArray();
        // The time before it counts is not in the steps, so it is not in the processor time either, near enough.
        var used = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / 1.2;
        return new Figures(sorted.Length / length.TotalSeconds, At(0.50), At(0.99), used / Math.Max(1, sorted.Length));

        double At(double share) => sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))] * 1000.0 / Stopwatch.Frequency;
    }

    /// <summary>Two loads in turn, since the machine drifts: the pair whose ratio is the median of all.</summary>
    public static async Task<(Figures Ours, Figures Baseline)> PairAsync(
        int rounds, Func<Task<Figures>> ours, Func<Task<Figures>> baseline)
    {
        List<(Figures Ours, Figures Baseline)> pairs = [];
        for (var round = 0; round < rounds; round++)
            pairs.Add((await ours(), await baseline()));
        return pairs.OrderBy(pair => pair.Ours.PerSecond / pair.Baseline.PerSecond).ElementAt(rounds / 2);
    }
}
