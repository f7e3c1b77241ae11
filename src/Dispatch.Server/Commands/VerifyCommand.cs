using System.CommandLine;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Reports;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Server.Commands;

/// <summary><c>verify</c>: proves the stored orders and the reports from their history. It changes nothing.</summary>
static class VerifyCommand
{
    const int MaxShown = 50;

    public static Command Create()
    {
        Command verify = new(
            "verify", "Recomputes every order and every report from the history and counts what was published; exit 1 on any difference.");
        verify.SetAction((parsed, cancel) => CommandServices.ReadAsync(parsed, services => RunAsync(services, cancel), cancel));
        return verify;
    }

    static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancel)
    {
        var database = services.GetRequiredService<Database>();
        await using var connection = await database.ConnectAsync(cancel);
        // One moment for both: beside running servers orders and reports would be of two otherwise.
        await using var snapshot = await Database.SnapshotAsync(connection, cancel);
        var orders = await Verification.RunAsync(database, connection, snapshot, services.GetRequiredService<WorkflowLibrary>(), cancel);
        var reports = await Recount.RunAsync(database, connection, snapshot, services.GetRequiredService<AllianceDirectory>(), cancel);

        List<string> differences = [.. orders.Differences, .. reports.Differences];
        foreach (var difference in differences.Take(MaxShown))
            Console.WriteLine(difference);
        if (differences.Count > MaxShown)
            Console.WriteLine($"… and {differences.Count - MaxShown} more");
        Console.WriteLine(
            $"{orders.Orders} orders, {orders.Steps} steps: {orders.Published} published, {orders.Waiting} waiting; " +
            $"{reports.Outcomes} outcomes in the reports, {reports.Waiting} orders to count; {differences.Count} differences");
        return differences.Count > 0 ? 1 : 0;
    }
}
