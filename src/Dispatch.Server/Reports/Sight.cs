using Dispatch.Accounts;
using Dispatch.Alliances;

namespace Dispatch.Server.Reports;

/// <summary>How much of an alliance's figures a caller may see.</summary>
/// <param name="All">Everything of the alliance.</param>
/// <param name="Member">Else the figures of this member.</param>
sealed record Sight(bool All, string? Member)
{
    /// <param name="caller">As they are at this instant; no merchant.</param>
    public static Sight Of(Caller caller, Alliance alliance, DateTimeOffset now) =>
        new(
            caller.IsAdmin || caller.Has(Role.Secretariat) || (caller.Member is { } member && alliance.Roster.Names(member, now)),
            caller.Member);

    public bool MaySee(string key) => All || (Member is not null && key == Member);

    /// <summary>Whether a report may be seen at all; of the open ones everybody sees the total and their own row.</summary>
    public bool MaySeeReport(string dimension) => All || dimension is Dispatch.Reports.Dimension.Alliance or Dispatch.Reports.Dimension.Member;
}
