using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Storage;

namespace Dispatch.Tests.Support;

/// <summary>People of the demo alliance's register, for the bus: the words of the demo are nobody's there.</summary>
static class OnTheBus
{
    /// <summary>A person at the desk of one of the demo's callers, with a token.</summary>
    /// <param name="caller">A word of <see cref="DemoCallers"/>.</param>
    /// <param name="source">That the token is given.</param>
    public static async Task<(string Person, string Token)> PersonAsync(Database database, string caller, string? source = null)
    {
        var (alliance, people) = (await AllianceList.FindAsync(database, Situations.Calendars, Office.Alliance))!.Definition;
        var member = caller == DemoCallers.Chair
            ? alliance.Roster.At(DateTimeOffset.UtcNow)!.Member
            : alliance.Members.Keys.FirstOrDefault(code => caller == DemoCallers.OfMember(code));
        var person = people.First(one => caller switch
        {
            DemoCallers.Community => one.Roles.Contains(Role.Community),
            DemoCallers.Secretariat => one.Roles.Contains(Role.Secretariat),
            _ => member is not null && one.Member == member,
        });
        var token = await TokenStore.CreateAsync(database, person.Id, null, "test", DateTimeOffset.UtcNow, source, hourlyFilings: 0);
        return (person.Id, token);
    }

    /// <summary>The header with which such a person sends commands.</summary>
    public static async Task<string> AuthorizationAsync(Database database, string caller, string? source = null) =>
        $"Bearer {(await PersonAsync(database, caller, source)).Token}";
}
