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
        var person = PersonOf((await AllianceList.FindAsync(database, Situations.Calendars, Office.Alliance))!.Definition, caller);
        var token = await TokenStore.CreateAsync(database, person, null, "test", DateTimeOffset.UtcNow, source, hourlyFilings: 0);
        return (person, token);
    }

    /// <summary>The same, with a token that is made at the shell of another version of the program.</summary>
    /// <param name="program">Its Dispatch.Server.dll.</param>
    public static async Task<(string Person, string Token)> PersonOfVersionAsync(string program, string database, string caller)
    {
        var now = DateTimeOffset.UtcNow;
        var file = Path.Combine(AppContext.BaseDirectory, "Demo", "shuiyuncheng.yaml");
        var person = PersonOf(AllianceFile.Read(file, Situations.Calendars, now.Year - 1, now.Year + 1).Definition!, caller);
        var made = await ShellCommand.RunVersionAsync(program, database, "token", "create", "--person", person);
        return made.ExitCode == 0 ? (person, made.Output.Trim()) : throw new InvalidOperationException(made.Errors);
    }

    static string PersonOf(AllianceDefinition definition, string caller)
    {
        var (alliance, people) = definition;
        var member = caller == DemoCallers.Chair
            ? alliance.Roster.At(DateTimeOffset.UtcNow)!.Member
            : alliance.Members.Keys.FirstOrDefault(code => caller == DemoCallers.OfMember(code));
        return people.First(one => caller switch
        {
            DemoCallers.Community => one.Roles.Contains(Role.Community),
            DemoCallers.Secretariat => one.Roles.Contains(Role.Secretariat),
            _ => member is not null && one.Member == member,
        }).Id;
    }

    /// <summary>The header with which such a person sends commands.</summary>
    public static async Task<string> AuthorizationAsync(Database database, string caller, string? source = null) =>
        $"Bearer {(await PersonAsync(database, caller, source)).Token}";
}
