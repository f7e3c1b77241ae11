using Dispatch.Storage;
using Dispatch.Watching;

namespace Dispatch.Server.House;

/// <summary>Says every ten seconds that this server runs, so that the administrator sees which do, and takes leave at its end.</summary>
public sealed class ServerWorker(Database database, ThisServer server, TimeProvider time, ILogger<ServerWorker> log)
    : Worker(time, pause: TimeSpan.FromSeconds(10))
{
    protected override async Task<int> RunOnceAsync(CancellationToken stoppingToken)
    {
        await ServerList.AnnounceAsync(database, server.Name, ThisServer.Version, server.StartedAt, stoppingToken);
        return 0;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await ServerList.ForgetAsync(database, server.Name, cancellationToken);
        }
        catch (Exception error)
        {
            log.LogDebug(error, "The server ends without taking leave; the others see that it is silent");
        }
    }

    protected override void LogFailure(Exception error) => log.LogWarning(error, "That this server runs could not be told to the others");
}
