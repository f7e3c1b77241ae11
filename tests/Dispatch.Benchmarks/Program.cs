using Dispatch.Benchmarks;
using Dispatch.Tests.Support;

// dotnet run -c Release --project tests/Dispatch.Benchmarks [desk] [growth] [http] [bus]
var all = args.Length == 0;
Console.WriteLine(Machine.Described);
try
{
    if (all || args.Contains("desk"))
        await DeskBenchmark.RunAsync();
    if (all || args.Contains("growth"))
        await GrowthBenchmark.RunAsync();
    if (all || args.Contains("http"))
        await HttpBenchmark.RunAsync();
    if (all || args.Contains("bus"))
        await BusBenchmark.RunAsync();
}
finally
{
    await Services.StopAsync();
}
