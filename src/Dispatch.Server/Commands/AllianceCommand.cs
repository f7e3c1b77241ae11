using System.CommandLine;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Server.Accounts;
using Dispatch.Server.Alliances;
using Dispatch.Storage;

namespace Dispatch.Server.Commands;

/// <summary><c>alliance load</c> makes the database say what an alliance's file says; <c>alliance export</c> writes it back.</summary>
static class AllianceCommand
{
    /// <summary>A file of ten thousand merchants that is new is not listed line by line.</summary>
    const int ShownAtMost = 200;

    public static Command Create() =>
        new("alliance", "Takes alliances in from their files, and writes the files back.") { Load(), Export() };

    static Command Load()
    {
        Argument<string> file = new("FILE") { Description = "The alliance's YAML file." };
        Option<bool> preview = new("--preview") { Description = "Shows what loading would change, and changes nothing." };
        Option<bool> handBack = new("--hand-back")
        {
            Description = "What is held by members and people whom the file no longer has goes back to who gave it.",
        };
        Command load = new("load", "Loads an alliance, its members, people and roster; loading it again updates them.")
        {
            file, preview, handBack,
        };
        load.SetAction((parsed, cancel) => parsed.GetValue(preview)
            ? CommandServices.ReadAsync(parsed, services => PreviewAsync(services, parsed.GetRequiredValue(file), cancel), cancel)
            : CommandServices.SetUpAsync(
                parsed, Console.Out,
                services => LoadAsync(services, parsed.GetRequiredValue(file), parsed.GetValue(handBack), cancel), cancel));
        return load;
    }

    static async Task<int> PreviewAsync(IServiceProvider services, string file, CancellationToken cancel)
    {
        var (changes, held) = await services.GetRequiredService<AllianceLoading>().PreviewAsync(file, cancel);
        Show(changes);
        foreach (var sentence in held)
            Console.WriteLine(sentence);
        return 0;
    }

    static async Task<int> LoadAsync(IServiceProvider services, string file, bool handBack, CancellationToken cancel)
    {
        var (definition, changes, warnings, vacancies) = await services.GetRequiredService<AllianceLoading>()
            .LoadAsync(file, Author.AtTheShell(Environment.UserName), handBack, cancel);
        foreach (var warning in warnings)
            await Console.Error.WriteLineAsync($"{warning}");
        foreach (var vacancy in vacancies)
            await Console.Error.WriteLineAsync($"{vacancy}");

        Show(changes);
        var alliance = definition.Alliance;
        var counts = $"{alliance.Members.Count} members, {definition.People.Count} people, {alliance.Roster.Turns.Count} turns";
        Console.WriteLine($"{alliance.Name} ({alliance.Code}): {counts}");
        return 0;
    }

    static Command Export()
    {
        Argument<string> code = new("CODE") { Description = "Code of the alliance." };
        Command export = new("export", "Writes the file of an alliance as its registers are now; loading it changes nothing.") { code };
        export.SetAction((parsed, cancel) => CommandServices.ReadAsync(parsed, async services =>
        {
            var wanted = parsed.GetRequiredValue(code);
            var stored = await AllianceList.FindAsync(
                services.GetRequiredService<Database>(), services.GetRequiredService<CalendarLibrary>(), wanted, cancel)
                ?? throw new UserErrorException($"There is no alliance {wanted}.");
            SecurityLog.AtTheShell(services).Write(null, "exported", null, $"alliance {wanted}");
            Console.Write(AllianceWriting.Text(stored.Definition));
            return 0;
        }, cancel));
        return export;
    }

    /// <summary>A line each: + what is new, - what is gone, ~ what is another; on the last its text before and after.</summary>
    static void Show(IReadOnlyList<AllianceChange> changes)
    {
        foreach (var change in changes.Take(ShownAtMost))
        {
            Console.WriteLine(change switch
            {
                { Before: null } => $"+ {change.Register} {change.Code} {change.After}",
                { After: null } => $"- {change.Register} {change.Code} {change.Before}",
                _ => $"~ {change.Register} {change.Code} {change.Before} -> {change.After}",
            });
        }

        if (changes.Count > ShownAtMost)
            Console.WriteLine($"… {changes.Count - ShownAtMost} more");
        if (changes.Count == 0)
            Console.WriteLine("没有变化 Nothing changes");
    }
}
