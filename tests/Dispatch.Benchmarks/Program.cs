using Dispatch.Benchmarks;
using Dispatch.Tests.Support;

// dotnet run -c Release --project tests/Dispatch.Benchmarks [due] [desk] [http] [bus] [growth [ORDERS…]]
var all = args.Length == 0;
Console.WriteLine(Machine.Described);
try
{
    if (all || args.Contains("due"))
        DueBenchmark.Run();
    if (all || args.Contains("desk"))
        await DeskBenchmark.RunAsync();
    if (all || args.Contains("growth"))
        await GrowthBenchmark.RunAsync(args.Where(arg => int.TryParse(arg, out _)).Select(int.Parse).ToList() is { Count: > 0 } sizes ? sizes : [100, 100_000, 1_000_000]);
    if (all || args.Contains("http"))
        await HttpBenchmark.RunAsync();
    if (all || args.Contains("bus"))
        await BusBenchmark.RunAsync();
}
finally
{
    await Services.StopAsync();
}
