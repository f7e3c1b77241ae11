using Dispatch.Alliances;

namespace Dispatch.Server.Rosters;

/// <summary>Looks weeks ahead for days without a chair, so that somebody is told before orders wait for nobody.</summary>
sealed class RosterWorker(AllianceDirectory alliances, ChairGaps gaps, TimeProvider time, ILogger<RosterWorker> log)
    : Worker(time, pause: TimeSpan.FromMinutes(1))
{
    protected override async Task<int> RunOnceAsync(CancellationToken stoppingToken)
    {
        foreach (var gap in gaps.Look(await alliances.AllAsync(stoppingToken), Time.GetUtcNow()))
        {
            log.LogWarning(
                "Nobody holds the chair of {Alliance} from {From} until {Until}: name somebody in its roster, or somebody who acts for them",
                gap.Alliance, gap.From.ToString("O"), gap.Until.ToString("O"));
        }

        return 0;
    }

    protected override void LogFailure(Exception error) => log.LogWarning(error, "The rosters could not be read");
}
