using Dispatch.Alliances;

namespace Dispatch.Accounts;

/// <summary>Who looks after whose account.</summary>
public static class AccountRights
{
    /// <summary>Whether somebody looks after accounts at all: the secretariat those of its alliance, an administrator all.</summary>
    public static bool ManagesAccounts(this Caller caller) =>
        caller.IsAdmin || (caller.Has(Role.Secretariat) && caller.Alliance is not null);

    /// <summary>Whether somebody edits registers: the secretariat those of its alliance, an administrator all.</summary>
    public static bool ManagesRegisters(this Caller caller) => caller.ManagesAccounts();

    /// <summary>
    /// Whether somebody may invite a person, lock them out and end their sessions. An administrator belongs to no alliance: a secretariat
    /// that could give itself their password would be one.
    /// </summary>
    public static bool Manages(this Caller caller, Caller person) =>
        caller.IsAdmin || (caller.ManagesAccounts() && person.Alliance == caller.Alliance);
}
