using Dispatch.Storage;
using Dispatch.Tests.Support;

namespace Dispatch.Benchmarks;

/// <summary>The desk against the hand-written loop, on the same database in the same run.</summary>
static class DeskBenchmark
{
    static readonly TimeSpan Length = TimeSpan.FromSeconds(2.5);
    const int Rounds = 3;

    /// <param name="engines">Of <c>postgres</c> and <c>sqlite</c>.</param>
    /// <param name="loads">How many callers at the same time, one figure each.</param>
    public static async Task RunAsync(IReadOnlyList<string> engines, IReadOnlyList<int> loads)
    {
        foreach (var engine in engines)
        {
            await using var office = await Office.OpenAsync(engine);
            Console.WriteLine($"\n{office.Database.Name}");
            await WarmAsync(office);
            foreach (var callers in loads)
            {
                var (ours, baseline) = await Measure.PairAsync(
                    Rounds, () => DeskAsync(office, callers), () => ByHandAsync(office, callers));
                Console.WriteLine($"{callers,4} callers  desk    {ours}");
                Console.WriteLine($"              by hand {baseline}   ratio {ours.PerSecond / baseline.PerSecond:0.00}");
            }
        }
    }

    /// <summary>Until the runtime has compiled both with full optimization.</summary>
    public static async Task WarmAsync(Office office)
    {
        for (var time = 0; time < 3; time++)
        {
            await DeskAsync(office, 32);
            await ByHandAsync(office, 8);
        }
    }

    public static Task<Figures> DeskAsync(Office office, int callers) =>
        Measure.LoadAsync(callers, Length, _ => new Journey(office, office.Desk).StepAsync);

    /// <summary>On PostgreSQL a connection for each caller; on SQLite, which has one writer, one connection that they share.</summary>
    public static async Task<Figures> ByHandAsync(Office office, int callers)
    {
        await using var database = Database.At(
            office.Database.IsPostgres ? $"{office.ConnectionString};Maximum Pool Size={callers}" : office.ConnectionString);
        List<HandWrittenLoop> hands = [];
        for (var index = 0; index < (office.Database.IsPostgres ? callers : 1); index++)
            hands.Add(await HandWrittenLoop.OpenAsync(database));

        using SemaphoreSlim turn = new(1);
        var figures = await Measure.LoadAsync(callers, Length, index => office.Database.IsPostgres ? hands[index].StepAsync : InTurnAsync);
        foreach (var hand in hands)
            await hand.DisposeAsync();
        return figures;

        async Task InTurnAsync()
        {
            await turn.WaitAsync();
            try
            {
                await hands[0].StepAsync();
            }
            finally
            {
                turn.Release();
            }
        }
    }
}
