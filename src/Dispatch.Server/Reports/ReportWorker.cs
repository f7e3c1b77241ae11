using Dispatch.Reports;

namespace Dispatch.Server.Reports;

/// <summary>Keeps the reports up with the history for as long as the server runs.</summary>
public sealed class ReportWorker(OutcomeCount count, TimeProvider time, ILogger<ReportWorker> log)
    : Worker(time, pause: TimeSpan.FromSeconds(2))
{
    protected override Task<int> RunOnceAsync(CancellationToken stoppingToken) => count.RunOnceAsync(stoppingToken);

    protected override void LogFailure(Exception error) =>
        log.LogWarning(error, "The reports fall behind the history; what is missing is counted as soon as that works again");
}
