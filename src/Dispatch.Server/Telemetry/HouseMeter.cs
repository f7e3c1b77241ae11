using System.Diagnostics.Metrics;
using Dispatch.Orders.Desk;

namespace Dispatch.Server.Telemetry;

/// <summary>What the house is like, as metrics: read when somebody asks, they say what was seen at the last look.</summary>
sealed class HouseMeter
{
    public const string Name = "Dispatch";

    static readonly Meter Counted = new(Name);

    static readonly Counter<long> SetAside = Counted.CreateCounter<long>(
        "dispatch.set_aside", "{message}", "Commands that went to the queue of errors, by the code of the reason.");

    static readonly Counter<long> Published =
        Counted.CreateCounter<long>("dispatch.published", "{message}", "Steps that the bus has taken.");

    public HouseMeter(IMeterFactory meters, Standstill standstill, OrderDesk desk, TimeProvider time)
    {
        var meter = meters.Create(Name);
        meter.CreateObservableGauge(
            "dispatch.waiting", () => Measured(state => state.Waiting?.Count ?? 0), "{item}", "What waits for each part of the house.");
        meter.CreateObservableGauge(
            "dispatch.unmoved", () => Measured(state => state.Unmoved.TotalSeconds), "s", "How long the same has stood first for a part.");
        meter.CreateObservableGauge("dispatch.outbox.age", OutboxAge, "s", "How long the oldest step has waited for the bus.");
        meter.CreateObservableGauge("dispatch.saving.fails", () => desk.Trouble is null ? 0 : 1, null, "1 while nothing can be saved.");

        IEnumerable<Measurement<T>> Measured<T>(Func<Standstill.State, T> value)
            where T : struct =>
            standstill.Last.Select(state => new Measurement<T>(value(state), new KeyValuePair<string, object?>("part", state.Part)));

        double OutboxAge() =>
            standstill.Last.FirstOrDefault(state => state.Part == Backlog.Relay)?.Waiting?.Since is { } since
                ? Math.Max(0, (time.GetUtcNow() - since).TotalSeconds)
                : 0;
    }

    /// <param name="messages">0 makes the count known before there is anything to count.</param>
    public static void CountSetAside(string code, int messages = 1)
    {
        if (SetAside.Enabled)
            SetAside.Add(messages, new KeyValuePair<string, object?>("code", code));
    }

    public static void CountPublished(int messages)
    {
        if (Published.Enabled)
            Published.Add(messages);
    }
}
