using System.CommandLine;
using Dispatch.Orders;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Server.Orders;

/// <summary><c>verify</c>: proves the stored orders from their history.</summary>
public static class VerifyCommand
{
    const int Shown = 50;

    public static Command Verify()
    {
        Command verify = new("verify", "Recomputes every order from its history and counts what was published; exit 1 on any difference.");
        verify.SetAction((_, cancel) => CommandHouse.RunAsync(async house =>
        {
            var report = await Verification.RunAsync(house.GetRequiredService<Database>(), house.GetRequiredService<WorkflowLibrary>(), cancel);
            foreach (var difference in report.Differences.Take(Shown))
                Console.WriteLine(difference);
            if (report.Differences.Count > Shown)
                Console.WriteLine($"… and {report.Differences.Count - Shown} more");
            Console.WriteLine(
                $"{report.Orders} orders, {report.Steps} steps: {report.Published} published, {report.Waiting} waiting, {report.Differences.Count} differences");
            return report.Differences.Count > 0 ? 1 : 0;
        }, cancel));
        return verify;
    }
}
