using Dispatch.Storage;

namespace Dispatch.Server.Telemetry;

/// <summary>What a part of the house works off in the background; registered by whoever sets that part up.</summary>
/// <param name="Part">Its name in readiness, in the log and in the metrics.</param>
/// <param name="WaitingAsync">What waits for it; null where nothing does.</param>
public sealed record Backlog(string Part, Func<CancellationToken, Task<Waiting?>> WaitingAsync)
{
    public const string Intake = "intake";
    public const string Relay = "relay";
    public const string Watch = "watch";
    public const string Reports = "reports";
}
