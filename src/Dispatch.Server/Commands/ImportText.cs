using Dispatch.Server.Importing;

namespace Dispatch.Server.Commands;

/// <summary>Prints what came of <c>import</c>.</summary>
static class ImportText
{
    /// <param name="orders">How many rows have an order and how many were refused; null where nobody waited for that.</param>
    /// <returns>The exit code.</returns>
    public static int Print(ImportReport report, (long Existing, long Refused)? orders, string rejectedFile)
    {
        var rate = report.Rows / Math.Max(report.Duration.TotalSeconds, 0.001);
        Console.WriteLine($"{report.Rows:N0} rows in {report.Duration.TotalSeconds:0.0} s ({rate:N0} rows/s)");
        if (orders is var (existing, refused))
        {
            var (filed, rejected) = (existing - report.AlreadyThere, report.Rejected + refused);
            Console.WriteLine($"{filed:N0} filed, {report.AlreadyThere:N0} already there, {rejected:N0} rejected");
            if (refused > 0)
            {
                Console.WriteLine(
                    $"{refused:N0} of those were refused by the engine: they are in the queue dispatch.errors, " +
                    "with the reason in their headers.");
            }
        }
        else if (report.Sent > 0)
        {
            Console.WriteLine($"{report.Sent:N0} sent, {report.AlreadyThere:N0} already there, {report.Rejected:N0} rejected");
            Console.WriteLine(
                "The servers file these in their own time; what they refuse goes to the queue dispatch.errors, with the reason in the " +
                "headers. --wait waits for them and counts.");
        }
        else
        {
            Console.WriteLine($"{report.Filed:N0} filed, {report.AlreadyThere:N0} already there, {report.Rejected:N0} rejected");
        }

        if (report.Remarked > 0)
        {
            Console.WriteLine(
                $"{report.Remarked:N0} without something that could not be used; a remark at the end of their text says what:");
            foreach (var remark in report.Remarks)
                Console.WriteLine($"  {remark}");
        }

        if (report.Rejected > 0)
            Console.WriteLine($"Rejected rows, with line and reason: {rejectedFile}");
        if (report.StopReason is null)
            return 0;
        Console.WriteLine(
            $"Stopped before the end of the file: {report.StopReason} Run the same command again: rows that were filed are skipped.");
        return CommandLine.Interrupted;
    }
}
