namespace Dispatch.Alliances;

/// <summary>The registers (名册) of an alliance, as routes, tables and the audit name them.</summary>
public static class RegisterName
{
    /// <summary>The alliance itself: its names, its prefix, its zone and calendar, the reasons it offers to pick.</summary>
    public const string Alliances = "alliances";

    public const string Categories = "categories";

    /// <summary>With their duties.</summary>
    public const string Members = "members";

    public const string Merchants = "merchants";
    public const string People = "people";
    public const string Roster = "roster";

    /// <summary>Announcements of holidays, which several alliances may share: each has its line.</summary>
    public const string Calendars = "calendars";

    public static IReadOnlyList<string> All { get; } = [Alliances, Categories, Members, Merchants, People, Roster];
}
