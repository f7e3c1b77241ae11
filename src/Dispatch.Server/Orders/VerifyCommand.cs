using System.CommandLine;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Reports;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Server.Orders;

/// <summary><c>verify</c>: proves the stored orders and the reports from their history.</summary>
public static class VerifyCommand
{
    const int Shown = 50;

    public static Command Verify()
    {
        Command verify = new("verify", "Recomputes every order and every report from the history and counts what was published; exit 1 on any difference.");
        verify.SetAction((_, cancel) => CommandHouse.RunAsync(async house =>
        {
            var report = await Verification.RunAsync(house.GetRequiredService<Database>(), house.GetRequiredService<WorkflowLibrary>(), cancel);
            var recount = await Recount.RunAsync(house.GetRequiredService<Database>(), house.GetRequiredService<AllianceDirectory>(), cancel);
            List<string> differences = [.. report.Differences, .. recount.Differences];
            foreach (var difference in differences.Take(Shown))
                Console.WriteLine(difference);
            if (differences.Count > Shown)
                Console.WriteLine($"… and {differences.Count - Shown} more");
            Console.WriteLine(
                $"{report.Orders} orders, {report.Steps} steps: {report.Published} published, {report.Waiting} waiting; {recount.Outcomes} outcomes in the reports, {recount.Waiting} orders to count; {differences.Count} differences");
            return differences.Count > 0 ? 1 : 0;
        }, cancel));
        return verify;
    }
}
