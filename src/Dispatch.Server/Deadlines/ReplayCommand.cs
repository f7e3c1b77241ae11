using System.CommandLine;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Replays;
using Dispatch.Storage;
using Dispatch.Workflows;
using Dispatch.Yaml;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Server.Deadlines;

/// <summary><c>replay</c>: what if there had been other limits, another calendar, another route. It changes nothing.</summary>
public static class ReplayCommand
{
    /// <summary>How many of the orders that diverged are told unless all are asked for.</summary>
    const int Shown = 50;

    public static Command Replay()
    {
        Option<string?> workflow = new("--workflow") { Description = "A workflow's file; the orders of the workflow of this name are replayed. Without it, each order under the version it was filed under." };
        Option<string?> calendar = new("--calendar") { Description = "A calendar's file, or the name of one of the house. Without it, that of the alliance." };
        Option<string?> allianceFile = new("--alliance-file") { Description = "An alliance's file, for the limits of its categories; nothing else is taken from it." };
        Option<string> from = new("--from") { Description = "The first day on which the orders were filed, such as 2026-07-01, by the clock of their alliance.", Required = true };
        Option<string> to = new("--to") { Description = "The last day, included.", Required = true };
        Option<string?> alliance = new("--alliance") { Description = "Code of the alliance; all of them where none is named." };
        Option<bool> orders = new("--orders") { Description = "Lists every order whose outcome differs, with what is told under one of the rules only, and every one that diverged." };
        Command replay = new("replay", "Lives the orders of a period again under other rules, and says side by side what would have been warned, breached and escalated. It changes nothing.")
        {
            workflow, calendar, allianceFile, from, to, alliance, orders,
        };
        replay.SetAction((parsed, cancel) => CommandHouse.LookAsync(
            house => RunAsync(
                house,
                new Asked(
                    parsed.GetValue(workflow), parsed.GetValue(calendar), parsed.GetValue(allianceFile),
                    Day(parsed.GetRequiredValue(from)), Day(parsed.GetRequiredValue(to)), parsed.GetValue(alliance), parsed.GetValue(orders)),
                cancel),
            cancel));
        return replay;
    }

    sealed record Asked(string? Workflow, string? Calendar, string? AllianceFile, LocalDate From, LocalDate To, string? Alliance, bool Orders);

    static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day }
        ? day
        : throw new ArgumentException($"'{text}' is no date such as 2026-07-01.");

    static async Task<int> RunAsync(IServiceProvider house, Asked asked, CancellationToken cancel)
    {
        if (asked.To < asked.From)
            throw new ArgumentException("The period ends before it begins: --to is before --from.");
        if (asked is { Workflow: null, Calendar: null, AllianceFile: null })
            throw new ArgumentException("Say which rules to hold the recorded ones against: --workflow, --calendar or --alliance-file.");

        var (rules, code) = Read(asked, house.GetRequiredService<CalendarLibrary>());
        var alliances = Chosen(await house.GetRequiredService<AllianceDirectory>().AllAsync(cancel), rules, code);
        var now = house.GetRequiredService<TimeProvider>().GetUtcNow();
        ReplayText text = new(Console.Out, asked.Orders ? int.MaxValue : Shown);
        text.Begin(alliances, rules, now);

        // On a terminal the lines about the orders and a bar would write over each other.
        var report = asked.Orders && !Console.IsOutputRedirected
            ? await CompareAsync(null)
            : await CommandProgress.ShowAsync("Replaying", CompareAsync);
        text.End(report);
        return 0;

        Task<ComparisonReport> CompareAsync(CommandProgress? progress) => Comparison.RunAsync(
            house.GetRequiredService<Database>(), house.GetRequiredService<WorkflowLibrary>(), alliances, rules, asked.From, asked.To, now,
            order => text.Tell(order, asked.Orders), (done, all) => progress?.Tell(all == 0 ? 1 : (double)done / all, $"{done:N0} orders"), cancel);
    }

    /// <summary>The rules of the files, and the alliance that they or the caller name.</summary>
    /// <exception cref="ArgumentException">With every fault of every file.</exception>
    static (OtherRules Rules, string? Alliance) Read(Asked asked, CalendarLibrary calendars)
    {
        List<FileFault> faults = [];
        Workflow? workflow = null;
        if (asked.Workflow is { } workflowFile)
        {
            var reading = WorkflowFile.Load(workflowFile);
            (workflow, faults) = (reading.Workflow, [.. faults, .. reading.Faults]);
        }

        var calendar = asked.Calendar is { } name ? calendars.Find(name) : null;
        if (asked.Calendar is { } calendarFile && calendar is null)
        {
            var reading = CalendarFile.Load(calendarFile);
            (calendar, faults) = (reading.Calendar, [.. faults, .. reading.Faults]);
        }

        AllianceDefinition? definition = null;
        if (asked.AllianceFile is { } allianceFile)
        {
            var reading = ReadAlliance(allianceFile, calendars, asked);
            (definition, faults) = (reading.Definition, [.. faults, .. reading.Faults]);
        }

        if (faults.Count > 0)
            throw new ArgumentException(string.Join(Environment.NewLine, faults));
        if (definition is not null && asked.Alliance is not null && asked.Alliance != definition.Alliance.Code)
            throw new ArgumentException($"The file {asked.AllianceFile} is of the alliance {definition.Alliance.Code}, and --alliance says {asked.Alliance}.");
        return (new OtherRules(workflow, calendar, definition?.Alliance.Limits), asked.Alliance ?? definition?.Alliance.Code);
    }

    static AllianceReading ReadAlliance(string path, CalendarLibrary calendars, Asked asked)
    {
        try
        {
            return AllianceFile.Read(path, calendars, asked.From.Year, asked.To.Year);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new AllianceReading(null, [new FileFault(path, 1, $"The file cannot be read: {error.Message}")], []);
        }
    }

    static IReadOnlyList<Alliance> Chosen(IReadOnlyList<Alliance> all, OtherRules rules, string? code)
    {
        var chosen = all.Where(alliance => code is null || alliance.Code == code).ToList();
        if (chosen.Count == 0)
            throw new ArgumentException(code is null ? "There is no alliance in this database." : $"There is no alliance {code} in this database.");
        if (rules.Calendar is { } calendar && chosen.Find(alliance => !calendar.IsOf(alliance.Zone)) is { } elsewhere)
            throw new ArgumentException($"The calendar {calendar.Name} is of {calendar.Zone.Id}, and the alliance {elsewhere.Code} of {elsewhere.Zone.Id}; name the alliance with --alliance.");
        return chosen;
    }
}
