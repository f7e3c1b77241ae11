using Dispatch.Storage;
using Dispatch.Tests.Support;

namespace Dispatch.Benchmarks;

/// <summary>The desk against the hand-written loop, on the same database in the same run.</summary>
static class DeskBenchmark
{
    static readonly TimeSpan Length = TimeSpan.FromSeconds(4);
    const int Rounds = 3;

    public static async Task RunAsync()
    {
        foreach (var engine in (string[])["postgres", "sqlite"])
        {
            await using var office = await Office.OpenAsync(engine);
            Console.WriteLine($"\n{office.Database.Name}");
            foreach (var callers in (int[])[1, 8, 32, 128])
            {
                var (ours, baseline) = await Measure.PairAsync(Rounds, () => DeskAsync(office, callers), () => ByHandAsync(office, callers));
                Console.WriteLine($"{callers,4} callers  desk    {ours}");
                Console.WriteLine($"              by hand {baseline}   ratio {ours.PerSecond / baseline.PerSecond:0.00}");
            }
        }
    }

    public static async Task ProbeAsync()
    {
        await using var office = await Office.OpenAsync(Environment.GetEnvironmentVariable("PROBE") ?? "postgres");
        foreach (var callers in (int[])[1, 8, 32, 128])
        {
            var cpu = Environment.CpuUsage.TotalTime;
            var f = await DeskAsync(office, callers);
            var used = Environment.CpuUsage.TotalTime - cpu;
            Console.WriteLine($"{callers} {f} cpu {used.TotalMicroseconds / (f.PerSecond * 4.8):0} us/step");
        }
    }

    public static Task<Figures> DeskAsync(Office office, int callers) =>
        Measure.LoadAsync(callers, Length, _ => new Journey(office, office.Desk).StepAsync);

    public static async Task<Figures> ByHandAsync(Office office, int callers)
    {
        // A connection for each caller, as the loop by hand would have it.
        await using var database = Database.At(office.Database.IsPostgres ? $"{office.ConnectionString};Maximum Pool Size={callers}" : office.ConnectionString);
        List<ByHand> hands = [];
        for (var index = 0; index < callers; index++)
            hands.Add(await ByHand.OpenAsync(database, (await office.FilesAsync($"Baseline {index}")).Id));

        var figures = await Measure.LoadAsync(callers, Length, index => hands[index].StepAsync);
        foreach (var hand in hands)
            await hand.DisposeAsync();
        return figures;
    }
}
