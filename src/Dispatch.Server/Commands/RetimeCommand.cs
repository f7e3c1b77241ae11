using System.CommandLine;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Orders.Desk;
using Dispatch.Server.Accounts;
using Dispatch.Server.Calendars;
using Dispatch.Server.Orders;
using Dispatch.Storage;
using Dispatch.Watching;

namespace Dispatch.Server.Commands;

/// <summary><c>calendar retime</c>: limits of open orders by a calendar whose announced days have changed.</summary>
static class RetimeCommand
{
    public static Command Create()
    {
        Argument<string> name = new("CALENDAR") { Description = "The calendar that has changed." };
        Option<string?> alliance = new("--alliance") { Description = "Code of the one that is meant; all that count by it by default." };
        Option<string?> because = new("--because")
        {
            Description = "Why, for the history of each order: computes the limits again. Without it they are only listed.",
        };
        Command retime = new(
            "retime",
            "Lists the limits of open orders that are due at another time by a calendar that has changed, or moves them there.")
        {
            name, alliance, because,
        };
        retime.SetAction((parsed, cancel) =>
        {
            var (calendar, only) = (parsed.GetRequiredValue(name), parsed.GetValue(alliance));
            return parsed.GetValue(because)?.Trim() is { Length: > 0 } reason
                ? CommandServices.WriteAsync(parsed, services => RunAsync(services, calendar, only, reason, cancel), cancel)
                : CommandServices.ReadAsync(parsed, services => RunAsync(services, calendar, only, null, cancel), cancel);
        });
        return retime;
    }

    const int LongestReason = 1000;

    /// <param name="reason">Null to list only.</param>
    static async Task<int> RunAsync(IServiceProvider services, string calendar, string? only, string? reason, CancellationToken cancel)
    {
        if (reason?.Length > LongestReason)
            throw new UserErrorException($"The reason may have {LongestReason} characters at most.");
        if (services.GetRequiredService<CalendarLibrary>().Find(calendar) is null)
            throw new UserErrorException($"There is no calendar {calendar}.");
        var database = services.GetRequiredService<Database>();
        var all = await services.GetRequiredService<AllianceDirectory>().AllAsync(cancel);
        var meant = all.Where(one => one.Calendar.Name == calendar && (only is null || one.Code == only)).ToList();
        if (only is not null && meant.Count == 0)
            throw new UserErrorException($"There is no alliance {only} that counts by the calendar {calendar}.");

        HashSet<string> orders = [], refused = [];
        foreach (var alliance in meant)
        {
            LocalTimeFormat times = new(alliance.Zone);
            var moves = reason is null
                ? AskedRetiming.PreviewAsync(database, alliance, cancel)
                : AskedRetiming.RunAsync(database, services.GetRequiredService<OrderDesk>(), alliance, reason, cancel);
            await foreach (var move in moves)
            {
                if (orders.Count == 0)
                    Console.WriteLine("order\tlimit\tdue\tdue by the calendar of today");
                orders.Add(move.Number);
                Console.WriteLine($"{move.Number}\t{move.Of}\t{times.Write(move.Due)}\t{times.Write(move.DueThen)}");
                if (move.Refusal is { } refusal && refused.Add(move.Number))
                    await Console.Error.WriteLineAsync($"{move.Number}: {RefusalText.Of(refusal)}");
            }
        }

        Console.WriteLine(reason is null
            ? $"{orders.Count} open orders have limits that would move; --because REASON moves them"
            : $"{orders.Count - refused.Count} open orders have limits that were moved");
        if (reason is not null)
            SecurityLog.AtTheShell(services).Write(null, "retimed", null, $"calendar {calendar}, {orders.Count - refused.Count} orders");
        return refused.Count == 0 ? 0 : 1;
    }
}
