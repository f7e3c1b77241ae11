using System.Diagnostics.Metrics;

namespace Dispatch.Orders.Desk;

/// <summary>What the desk has done, for whoever listens; while nobody does it costs nothing.</summary>
public static class DeskMeter
{
    public const string Name = "Dispatch.Desk";

    static readonly Meter Meter = new(Name);

    static readonly Counter<long> Steps = Meter.CreateCounter<long>("dispatch.steps", "{step}", "Steps that were taken.");

    static readonly Counter<long> Refusals =
        Meter.CreateCounter<long>("dispatch.refusals", "{step}", "Steps that were refused, by the code of the reason.");

    static readonly Histogram<int> Batches = Meter.CreateHistogram<int>(
        "dispatch.batch.size", "{step}", "Steps that shared a commit.", advice: new InstrumentAdvice<int>
        {
            HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256],
        });

    internal static void CountTaken(string step)
    {
        if (Steps.Enabled)
            Steps.Add(1, new KeyValuePair<string, object?>("step", step));
    }

    /// <param name="steps">0 makes the count known before there is anything to count.</param>
    public static void CountRefused(string code, int steps = 1)
    {
        if (Refusals.Enabled)
            Refusals.Add(steps, new KeyValuePair<string, object?>("code", code));
    }

    internal static void CountBatch(int steps)
    {
        if (Batches.Enabled)
            Batches.Record(steps);
    }
}
