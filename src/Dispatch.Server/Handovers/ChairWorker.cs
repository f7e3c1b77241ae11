using Dispatch.Alliances;
using Dispatch.Server.Live;

namespace Dispatch.Server.Handovers;

/// <summary>Tells the open pages of this server when another one takes the chair, as at midnight or by a change of the roster.</summary>
sealed class ChairWorker(AllianceDirectory alliances, LiveSteps live, TimeProvider time, ILogger<ChairWorker> log)
    : Worker(time, pause: TimeSpan.FromSeconds(1))
{
    readonly Dictionary<string, (string? Member, string? Deputy)> seen = [];

    protected override async Task<int> RunOnceAsync(CancellationToken stoppingToken)
    {
        var now = Time.GetUtcNow();
        foreach (var alliance in await alliances.AllAsync(stoppingToken))
        {
            var turn = alliance.Roster.At(now);
            var chair = (turn?.Member, turn?.Deputy);
            if (seen.TryGetValue(alliance.Code, out var before) && before != chair)
                live.TellOf(alliance.Code, HandoverDesk.Changed);
            seen[alliance.Code] = chair;
        }

        return 0;
    }

    protected override void LogFailure(Exception error) => log.LogWarning(error, "Who chairs could not be looked up");
}
