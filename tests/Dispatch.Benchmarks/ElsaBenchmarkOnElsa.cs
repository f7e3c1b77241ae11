using Dispatch.OnElsa;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Benchmarks;

/// <summary>
/// Our own engine, Elsa under our desk (its answers remembered, and asked at each step), Elsa's own runtime and the loop by hand, by turns
/// in one run on one PostgreSQL.
/// </summary>
static partial class ElsaBenchmark
{
    static readonly TimeSpan Length = TimeSpan.FromSeconds(2.5);
    const int Rounds = 5;

    static partial void Run(IReadOnlyList<int> loads, ref Task? running) => running = MeasureAsync(loads);

    static async Task MeasureAsync(IReadOnlyList<int> loads)
    {
        var shipped = OfficeRules.Shipped;
        await using var own = await Office.OpenAsync("postgres", null, shipped with { Make = null });
        await using var remembered = await Office.OpenAsync("postgres", null, shipped with { Make = ElsaEngine.MakeRoutes });
        await using var asked = await Office.OpenAsync("postgres", null, shipped with { Make = Asked });
        await using var database = await TestDatabase.CreateAsync("postgres");
        await using var stock = await StockElsa.StartAsync(database.ConnectionString);
        (string Name, Func<int, Task<Figures>> Load)[] modes =
        [
            ("own engine", callers => DeskBenchmark.DeskAsync(own, callers)),
            ("Elsa, remembered", callers => DeskBenchmark.DeskAsync(remembered, callers)),
            ("Elsa, asked", callers => DeskBenchmark.DeskAsync(asked, callers)),
            ("stock Elsa", callers => Measure.LoadAsync(callers, Length, _ => stock.Caller())),
            ("by hand", callers => DeskBenchmark.ByHandAsync(own, callers)),
        ];
        Console.WriteLine($"\n{ElsaEngine.Name}, {own.Database.Name}");
        // Until the runtime has compiled all of it with full optimization.
        for (var time = 0; time < 2; time++)
        {
            foreach (var (_, load) in modes)
                await load(8);
        }

        foreach (var callers in loads)
        {
            List<Figures[]> rounds = [];
            for (var round = 0; round < Rounds; round++)
            {
                var figures = new Figures[modes.Length];
                for (var mode = 0; mode < modes.Length; mode++)
                    figures[mode] = await modes[mode].Load(callers);
                rounds.Add(figures);
            }

            Print(callers, [.. modes.Select(mode => mode.Name)], rounds);
        }
    }

    /// <summary>The median figures of each, and the median of its ratios to each other one in the same round.</summary>
    static void Print(int callers, IReadOnlyList<string> names, List<Figures[]> rounds)
    {
        for (var mode = 0; mode < names.Count; mode++)
        {
            var median = rounds.Select(round => round[mode]).OrderBy(figures => figures.PerSecond).ElementAt(Rounds / 2);
            var ratios = Enumerable.Range(0, names.Count).Where(other => other != mode).Select(other =>
                $"{rounds.Select(round => Ratio(round, mode, other)).Order().ElementAt(Rounds / 2):0.00} × {names[other]}");
            Console.WriteLine($"{callers,4} callers  {names[mode],-16} {median}   {string.Join(", ", ratios)}");
        }
    }

    static double Ratio(Figures[] round, int mode, int other) => round[mode].PerSecond / round[other].PerSecond;

    static (IRoutes? Routes, IReadOnlyList<Yaml.FileFault> Faults) Asked(Workflow file) =>
        (new ElsaRoutes(ElsaEngine.FlowOf(file).Flow!, ElsaEngine.Shared, remembers: false), []);
}
