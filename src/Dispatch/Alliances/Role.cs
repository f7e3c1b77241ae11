namespace Dispatch.Alliances;

/// <summary>What a person is to their alliance, apart from acting for a member.</summary>
public static class Role
{
    public const string Admin = "admin";
    public const string Secretariat = "secretariat";
    public const string Community = "community";

    public static IReadOnlyList<string> All { get; } = [Admin, Secretariat, Community];
}
