using Dispatch.Alliances;
using NodaTime;

namespace Dispatch.Server.Rosters;

/// <summary>The days ahead on which an alliance has no chair, as they were found last; for the log and for <c>/readyz</c>.</summary>
sealed class ChairGaps
{
    volatile IReadOnlyList<ChairGap> ahead = [];

    public IReadOnlyList<ChairGap> Ahead => ahead;

    /// <summary>Looks again.</summary>
    /// <returns>The gaps that were not there before.</returns>
    public IReadOnlyList<ChairGap> Look(IReadOnlyList<Alliance> alliances, DateTimeOffset now)
    {
        // A gap that has begun, or that the end of what is looked at moves through, is the same one.
        var before = ahead.Select(gap => (gap.Alliance, gap.Until)).ToHashSet();
        var begun = ahead.Select(gap => (gap.Alliance, gap.From)).ToHashSet();
        ahead =
        [
            .. alliances.SelectMany(alliance => Vacancies.ChairGaps(alliance, now)
                .Select(gap => new ChairGap(alliance.Code, gap.Start.ToDateOnly(), gap.End.ToDateOnly()))),
        ];
        return [.. ahead.Where(gap => !before.Contains((gap.Alliance, gap.Until)) && !begun.Contains((gap.Alliance, gap.From)))];
    }
}

/// <summary>Days on which nobody holds the chair of an alliance.</summary>
/// <param name="Alliance">Code.</param>
/// <param name="Until">Included; no further than is looked ahead.</param>
public sealed record ChairGap(string Alliance, DateOnly From, DateOnly Until);
