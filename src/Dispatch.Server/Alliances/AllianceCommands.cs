using System.CommandLine;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Server.Reports;
using Dispatch.Storage;

namespace Dispatch.Server.Alliances;

/// <summary><c>alliance load</c>: makes the database say what an alliance's file says.</summary>
public static class AllianceCommands
{
    public static Command Alliance() => new("alliance", "Takes alliances in from their files.") { Load() };

    static Command Load()
    {
        Argument<FileInfo> file = new("FILE") { Description = "The alliance's YAML file." };
        Command load = new("load", "Loads an alliance, its members, people and roster; loading it again updates them.") { file };
        load.SetAction((parsed, cancel) => CommandHouse.RunAsync(async house =>
        {
            var path = parsed.GetRequiredValue(file).ToString();
            if (!System.IO.File.Exists(path))
                throw new ArgumentException($"There is no file {path}.");

            var loaded = await LoadAsync(house, path, cancel);
            Console.WriteLine($"{loaded.Alliance.Name} ({loaded.Alliance.Code}): {loaded.Alliance.Members.Count} members, {loaded.People.Count} people, {loaded.Alliance.Roster.Turns.Count} turns");
            return 0;
        }, cancel));
        return load;
    }

    /// <summary>Takes an alliance in, with the charter beside its file; a rotation is expanded for last year, this year and the next.</summary>
    /// <exception cref="ArgumentException">The file has faults; the message lists them.</exception>
    public static async Task<AllianceDefinition> LoadAsync(IServiceProvider house, string path, CancellationToken cancel)
    {
        var year = house.GetRequiredService<TimeProvider>().GetUtcNow().Year;
        var reading = AllianceFile.Read(path, house.GetRequiredService<CalendarLibrary>(), year - 1, year + 1);
        foreach (var warning in reading.Warnings)
            await Console.Error.WriteLineAsync($"{warning}");
        if (reading.Definition is not { } definition)
            throw new ArgumentException(string.Join(Environment.NewLine, reading.Faults));

        try
        {
            await AllianceStore.SaveAsync(house.GetRequiredService<Database>(), definition, cancel);
        }
        catch (InvalidOperationException taken)
        {
            throw new ArgumentException(taken.Message, taken); // another alliance has the prefix or a person's id
        }

        await CharterCommands.LoadBesideAsync(house, path, definition.Alliance.Code, cancel);
        await house.GetRequiredService<AllianceDirectory>().RefreshAsync(cancel);
        return definition;
    }
}
