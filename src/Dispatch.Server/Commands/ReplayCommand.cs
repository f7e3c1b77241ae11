using System.CommandLine;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Replays;
using Dispatch.Server.Replays;
using Dispatch.Storage;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Server.Commands;

/// <summary><c>replay</c>: what if there had been other limits, another calendar, another route. It changes nothing.</summary>
static class ReplayCommand
{
    /// <summary>How many of the orders that diverged are listed unless all are asked for.</summary>
    const int MaxShown = 50;

    public static Command Create()
    {
        Option<string?> workflow = new("--workflow")
        {
            Description = "A workflow's file; the orders of the workflow of this name are replayed. " +
                "Without it, each order follows the version it was filed under.",
        };
        Option<string?> calendar = new("--calendar")
        {
            Description = "A calendar's file, or the name of an installed calendar. Without it, that of the alliance.",
        };
        Option<string?> allianceFile = new("--alliance-file")
        {
            Description = "An alliance's file, for the limits of its categories; nothing else is taken from it.",
        };
        Option<string> from = new("--from")
        {
            Description = "The first day on which the orders were filed, for example 2026-07-01, local to their alliance.",
            Required = true,
        };
        Option<string> to = new("--to") { Description = "The last day, included.", Required = true };
        Option<string?> alliance = new("--alliance") { Description = "Code of the alliance; all of them by default." };
        Option<bool> orders = new("--orders")
        {
            Description = "Lists every order whose outcome differs, with each notice that is given under one of the rules only, " +
                "and every order that diverged.",
        };
        Command replay = new(
            "replay",
            "Runs the orders of a period again under other rules, and shows side by side what would have been warned, breached and " +
                "escalated. It changes nothing.")
        {
            workflow, calendar, allianceFile, from, to, alliance, orders,
        };
        replay.SetAction((parsed, cancel) => CommandServices.ReadAsync(
            parsed,
            services => RunAsync(
                services,
                new RuleFiles(parsed.GetValue(workflow), parsed.GetValue(calendar), parsed.GetValue(allianceFile)),
                DayOf(parsed.GetRequiredValue(from)), DayOf(parsed.GetRequiredValue(to)),
                parsed.GetValue(alliance), parsed.GetValue(orders), cancel),
            cancel));
        return replay;
    }

    static LocalDate DayOf(string text) =>
        DateReading.Day(text) ?? throw new UserErrorException($"'{text}' is not a date; write one such as 2026-07-01.");

    static async Task<int> RunAsync(
        IServiceProvider services, RuleFiles files, LocalDate from, LocalDate to, string? code, bool listOrders, CancellationToken cancel)
    {
        if (to < from)
            throw new UserErrorException("The period ends before it begins: --to is before --from.");

        var (rules, allianceOfFile) = files.Read(
            services.GetRequiredService<CalendarLibrary>(), from.Year, to.Year, services.GetRequiredService<Interpreter>().Make);
        if (allianceOfFile is not null && code is not null && code != allianceOfFile)
            throw new UserErrorException(
                $"The file {files.Alliance} describes the alliance {allianceOfFile}, but --alliance says {code}.");
        var alliances = Choose(await services.GetRequiredService<AllianceDirectory>().AllAsync(cancel), rules, code ?? allianceOfFile);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        ReplayText text = new(Console.Out, listOrders ? int.MaxValue : MaxShown);
        text.Begin(alliances, rules, now);

        // On a terminal the lines about the orders and a progress bar would overwrite each other.
        var report = listOrders && !Console.IsOutputRedirected
            ? await CompareAsync(null)
            : await CommandProgress.ShowAsync("Replaying", CompareAsync);
        text.End(report);
        return 0;

        Task<ComparisonReport> CompareAsync(CommandProgress? progress) => Comparison.RunAsync(
            services.GetRequiredService<Database>(), services.GetRequiredService<WorkflowLibrary>(), alliances, rules, from, to, now,
            order => text.Add(order, listOrders),
            (done, all) => progress?.Report(all == 0 ? 1 : (double)done / all, $"{done:N0} orders"), cancel);
    }

    static List<Alliance> Choose(IReadOnlyList<Alliance> all, OtherRules rules, string? code)
    {
        var chosen = all.Where(alliance => code is null || alliance.Code == code).ToList();
        if (chosen.Count == 0)
        {
            throw new UserErrorException(code is null
                ? "There is no alliance in this database."
                : $"There is no alliance {code} in this database.");
        }

        if (rules.Calendar is { } calendar && chosen.Find(alliance => !calendar.IsOf(alliance.Zone)) is { } other)
        {
            throw new UserErrorException(
                $"The calendar {calendar.Name} is for {calendar.Zone.Id}, but the alliance {other.Code} is in {other.Zone.Id}; " +
                "choose an alliance with --alliance.");
        }

        return chosen;
    }
}
