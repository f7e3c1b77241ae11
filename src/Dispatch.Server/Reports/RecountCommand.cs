using System.CommandLine;
using Dispatch.Reports;

namespace Dispatch.Server.Reports;

/// <summary><c>recount</c>: counts every order again, as after a calendar was corrected for days that are past.</summary>
public static class RecountCommand
{
    public static Command Recount()
    {
        Command recount = new("recount", "Counts every order again for the reports; servers may run meanwhile.");
        recount.SetAction((_, cancel) => CommandHouse.RunAsync(async house =>
        {
            var count = house.GetRequiredService<OutcomeCount>();
            var orders = await count.BeginAgainAsync(cancel);
            while (await count.RunOnceAsync(cancel) > 0)
            {
            }

            Console.WriteLine($"{orders} orders were given to be counted; servers that run go on with what is left");
            return 0;
        }, cancel));
        return recount;
    }
}
