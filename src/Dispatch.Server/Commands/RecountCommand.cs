using System.CommandLine;
using Dispatch.Reports;

namespace Dispatch.Server.Commands;

/// <summary><c>recount</c>: counts every order again, as after a calendar was corrected for days that are past.</summary>
static class RecountCommand
{
    public static Command Create()
    {
        Command recount = new("recount", "Counts every order again for the reports; servers may run meanwhile.");
        recount.SetAction((parsed, cancel) => CommandServices.WriteAsync(parsed, async services =>
        {
            var count = services.GetRequiredService<OutcomeCount>();
            var orders = await count.BeginAgainAsync(cancel);
            while (await count.RunOnceAsync(cancel) > 0)
            {
            }

            Console.WriteLine($"{orders} orders were queued for counting; running servers count whatever is left");
            return 0;
        }, cancel));
        return recount;
    }
}
