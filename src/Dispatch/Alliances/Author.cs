using Dispatch.Contracts;

namespace Dispatch.Alliances;

/// <summary>Who changes a register, and from where: what the audit says of it.</summary>
/// <param name="Source">Of the constants.</param>
public sealed record Author(Actor Actor, string Source)
{
    public const string Page = "page";
    public const string Api = "api";
    public const string Import = "import";
    public const string Shell = "shell";

    /// <summary>Whoever loads a file at the shell, where nobody signs in.</summary>
    public static Author AtTheShell(string user) => new(new Actor("shell", user, null), Shell);
}
