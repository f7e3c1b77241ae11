namespace Dispatch.Clocks;

/// <summary>Who hears of overdue work.</summary>
public static class Level
{
    public const string Secretariat = "secretariat";
    public const string Chair = "chair";

    /// <summary>联席会议</summary>
    public const string JointMeeting = "joint-meeting";

    public static IReadOnlyList<string> All { get; } = [Secretariat, Chair, JointMeeting];
}
