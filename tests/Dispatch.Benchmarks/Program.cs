using Dispatch.Benchmarks;
using Dispatch.Tests.Support;

// dotnet run -c Release --project tests/Dispatch.Benchmarks [due] [desk [postgres] [sqlite] [CALLERS…]] [elsa [CALLERS…]]
//     [http] [bus] [growth [ORDERS…]] [reports [ORDERS]] [watch [ORDERS…]] [replay [ORDERS…]]
//     [search [postgres] [sqlite] [ORDERS]] [pages [OPEN CLOSED]]
var all = args.Length == 0;
var engines = args.Intersect(["postgres", "sqlite"]).ToList();
var numbers = args.Where(arg => int.TryParse(arg, out _)).Select(int.Parse).ToList();
Console.WriteLine(Machine.Description);
try
{
    if (all || args.Contains("due"))
        DueBenchmark.Run();
    if (all || args.Contains("desk"))
        await DeskBenchmark.RunAsync(engines.Count > 0 ? engines : ["postgres", "sqlite"], numbers.Count > 0 ? numbers : [1, 8, 32, 128]);
    if (all || args.Contains("elsa"))
        await ElsaBenchmark.RunAsync(numbers.Count > 0 ? numbers : [1, 32]);
    if (all || args.Contains("growth"))
        await GrowthBenchmark.RunAsync(numbers.Count > 0 ? numbers : [100, 100_000, 1_000_000]);
    if (all || args.Contains("watch"))
        await WatchBenchmark.RunAsync(numbers.Count > 0 ? numbers : [100, 1_000_000]);
    if (all || args.Contains("replay"))
        await ReplayBenchmark.RunAsync(numbers.Count > 0 ? numbers : [100_000, 1_000_000]);
    if (all || args.Contains("reports"))
        await ReportsBenchmark.RunAsync(numbers.Count > 0 ? numbers[^1] : 1_000_000);
    if (all || args.Contains("search"))
        await SearchBenchmark.RunAsync(engines.Count > 0 ? engines : ["postgres", "sqlite"], numbers.Count > 0 ? numbers[^1] : 1_000_000);
    if (all || args.Contains("pages"))
        await PagesBenchmark.RunAsync(numbers.Count > 1 ? numbers[0] : 100_000, numbers.Count > 1 ? numbers[1] : 1_000_000);
    if (all || args.Contains("http"))
        await HttpBenchmark.RunAsync();
    if (all || args.Contains("bus"))
        await BusBenchmark.RunAsync();
}
finally
{
    await Services.StopAsync();
}
