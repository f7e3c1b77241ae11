using System.Net.Http.Json;
using System.Text.Json;
using Dispatch.Tests.Support;

namespace Dispatch.Benchmarks;

/// <summary>The same journeys through HTTP to a server process, beside the hand-written loop on the same database.</summary>
static class HttpBenchmark
{
    static readonly TimeSpan Length = TimeSpan.FromSeconds(2.5);
    const int Rounds = 3;

    public static async Task RunAsync()
    {
        await using var office = await Office.OpenAsync("postgres");
        await using var server = await RunningServer.StartAsync(office.ConnectionString);
        Console.WriteLine($"\nHTTP, {office.Database.Name}");
        for (var time = 0; time < 4; time++) // until the runtimes on both sides have compiled with full optimization
            await HttpAsync(server, 32);
        foreach (var callers in (int[])[1, 32, 128])
        {
            var (ours, baseline) = await Measure.PairAsync(Rounds,
                () => HttpAsync(server, callers), () => DeskBenchmark.ByHandAsync(office, callers));
            Console.WriteLine($"{callers,4} callers  http    {ours}");
            Console.WriteLine($"              by hand {baseline}   ratio {ours.PerSecond / baseline.PerSecond:0.00}");
        }
    }

    static Task<Figures> HttpAsync(RunningServer server, int callers) =>
        Measure.LoadAsync(callers, Length, _ => new Walk(server).StepAsync);

    /// <summary>One order after the other, six requests each.</summary>
    public sealed class Walk(RunningServer server)
    {
        static readonly (string Caller, string Step, object? Input)[] Steps =
        [
            ("demo-secretariat", "accept", null),
            ("demo-chair", "assign", new { lead = "chengguan" }),
            ("demo-member-chengguan", "claim", null),
            ("demo-member-chengguan", "resolve", new { note = "喇叭已收走,商户签了承诺书。" }),
            ("demo-community", "confirm", new { rating = 5 }),
        ];

        /// <summary>Of the order that was filed last.</summary>
        public string Number { get; private set; } = "";

        int next;

        public async Task StepAsync()
        {
            if (next == 0)
            {
                var filing = new { alliance = Office.Alliance, category = "0128", title = "夜市喇叭太吵,影响住户休息", text = "每晚八点到十二点,音响对着居民楼。" };
                using var filed = await server.As("demo-community").PostAsJsonAsync("/api/orders", filing);
                filed.EnsureSuccessStatusCode();
                Number = (await filed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("number").GetString()!;
            }
            else
            {
                var (caller, step, input) = Steps[next - 1];
                using var taken = await server.As(caller).PostAsJsonAsync($"/api/orders/{Number}/steps/{step}", input ?? new { });
                taken.EnsureSuccessStatusCode();
            }

            next = (next + 1) % 6;
        }
    }
}
