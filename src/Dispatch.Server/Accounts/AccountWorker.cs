using Dispatch.Accounts;
using Dispatch.Storage;

namespace Dispatch.Server.Accounts;

/// <summary>Forgets the sessions, links and attempts that have ended by themselves.</summary>
sealed class AccountWorker(Database database, TimeProvider time, ILogger<AccountWorker> log)
    : Worker(time, pause: TimeSpan.FromMinutes(10))
{
    protected override async Task<int> RunOnceAsync(CancellationToken stoppingToken)
    {
        var now = Time.GetUtcNow();
        await SessionStore.SweepAsync(database, now, stoppingToken);
        await InvitationStore.SweepAsync(database, now, stoppingToken);
        await AttemptStore.SweepAsync(database, now, stoppingToken);
        return 0;
    }

    protected override void LogFailure(Exception error) =>
        log.LogWarning(error, "What has ended about accounts could not be swept; the next sweep goes on");
}
