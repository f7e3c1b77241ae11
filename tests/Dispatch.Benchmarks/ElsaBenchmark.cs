namespace Dispatch.Benchmarks;

/// <summary>Measures Elsa where this program was built with it; the other half is compiled there only.</summary>
static partial class ElsaBenchmark
{
    /// <param name="loads">How many callers at the same time, one figure each.</param>
    public static Task RunAsync(IReadOnlyList<int> loads)
    {
        Task? running = null;
        Run(loads, ref running);
        if (running is null)
            Console.WriteLine("\nElsa was not measured: build with -p:Elsa=true.");
        return running ?? Task.CompletedTask;
    }

    static partial void Run(IReadOnlyList<int> loads, ref Task? running);
}
