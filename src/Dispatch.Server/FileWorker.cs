using Dispatch.Storage;

namespace Dispatch.Server;

/// <summary>Tells within seconds that the file of SQLite was deleted, moved or replaced, also while nobody asks for anything.</summary>
public sealed class FileWorker(Database database, TimeProvider time, ILogger<FileWorker> log) : Worker(time, pause: TimeSpan.FromSeconds(1))
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        database.IsPostgres ? Task.CompletedTask : base.ExecuteAsync(stoppingToken);

    protected override Task<int> RunOnceAsync(CancellationToken stoppingToken)
    {
        database.RequireSameFile();
        return Task.FromResult(0);
    }

    protected override void LogFailure(Exception error) => log.LogCritical("{Sentence}", error.Message);

    protected override void LogRecovery() => log.LogWarning("{Database} is back where it was; the server goes on", database.Name);
}
