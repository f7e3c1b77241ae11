using System.CommandLine;
using Dispatch.Server.Alliances;

namespace Dispatch.Server.Commands;

/// <summary><c>alliance load</c>: makes the database say what an alliance's file says. It sets the database up where it is new.</summary>
static class AllianceCommand
{
    public static Command Create() => new("alliance", "Takes alliances in from their files.") { Load() };

    static Command Load()
    {
        Argument<string> file = new("FILE") { Description = "The alliance's YAML file." };
        Option<bool> handBack = new("--hand-back")
        {
            Description = "What is held by members and people whom the file no longer has goes back to who gave it.",
        };
        Command load = new("load", "Loads an alliance, its members, people and roster; loading it again updates them.") { file, handBack };
        load.SetAction((parsed, cancel) => CommandServices.SetUpAsync(parsed, Console.Out, async services =>
        {
            var (definition, warnings, vacancies) =
                await services.GetRequiredService<AllianceLoading>()
                    .LoadAsync(parsed.GetRequiredValue(file), parsed.GetValue(handBack), cancel);
            foreach (var warning in warnings)
                await Console.Error.WriteLineAsync($"{warning}");
            foreach (var vacancy in vacancies)
                await Console.Error.WriteLineAsync($"{vacancy}");

            var alliance = definition.Alliance;
            var counts = $"{alliance.Members.Count} members, {definition.People.Count} people, {alliance.Roster.Turns.Count} turns";
            Console.WriteLine($"{alliance.Name} ({alliance.Code}): {counts}");
            return 0;
        }, cancel));
        return load;
    }
}
