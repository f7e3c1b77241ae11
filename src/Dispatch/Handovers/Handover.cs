using System.Globalization;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Rosters;
using NodaTime;

namespace Dispatch.Handovers;

/// <summary>A note that a chair leaves to the one that comes after it (交接).</summary>
/// <param name="ForDay">The first day of the turn that it is for.</param>
/// <param name="Member">Code of the member that its author acted for; null for the secretariat.</param>
/// <param name="ReadBy">Name of whoever said that it was read; null while nobody has.</param>
public sealed record Handover(
    long Id, LocalDate ForDay, string Text, string Author, string? Member, DateTimeOffset At, string? ReadBy, DateTimeOffset? ReadAt)
{
    public const int LongestText = 2000;

    /// <summary>Whose it is to read: whoever chairs on its day, or by now, if that has come; the roster decides.</summary>
    public Turn? Reader(Roster roster, LocalDate today) => roster.On(LocalDate.Max(ForDay, today));
}

/// <summary>Where a page of notes ended: among those that wait to be read, or among the others.</summary>
public sealed record HandoverKey(bool IsRead, long Id)
{
    const string Waiting = "waiting";
    const string Read = "read";

    public static HandoverKey Of(Handover last) => new(last.ReadAt is not null, last.Id);

    /// <returns>Null where it is none.</returns>
    public static HandoverKey? Parse(string text) =>
        text.Split('.') is [Waiting or Read, var id] parts
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new HandoverKey(parts[0] == Read, number)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsRead ? Read : Waiting)}.{Id}");
}

/// <summary>Who may do what about hand-overs. Authority over orders follows the roster, whatever is written here.</summary>
public static class HandoverRights
{
    /// <summary>The chair on duty, its deputy, and the secretariat.</summary>
    public static bool MayWriteHandovers(this Caller caller, Alliance alliance, DateTimeOffset now) =>
        caller.Alliance == alliance.Code
        && (caller.Has(Role.Secretariat) || (caller.Member is { } member && alliance.Roster.Names(member, now)));

    /// <summary>Those who write, those who come next, and administrators.</summary>
    public static bool MaySeeHandovers(this Caller caller, Alliance alliance, DateTimeOffset now) =>
        caller.IsAdmin
        || caller.MayWriteHandovers(alliance, now)
        || (caller.Alliance == alliance.Code && ChairChange.Of(alliance.Roster, now).Next is { } next && IsNamed(caller, next));

    /// <summary>Whether a note is for the caller, who has not said yet that it was read, and nobody else has.</summary>
    public static bool HasToRead(this Caller caller, Handover handover, Alliance alliance, DateTimeOffset now) =>
        handover.ReadAt is null
        && caller.Alliance == alliance.Code
        && handover.Reader(alliance.Roster, alliance.Roster.DayOf(now)) is { } turn
        && IsNamed(caller, turn);

    static bool IsNamed(Caller caller, Turn turn) => caller.Member is { } member && (turn.Member == member || turn.Deputy == member);
}
