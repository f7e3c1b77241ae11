namespace Dispatch.Benchmarks;

static class GrowthBenchmark
{
    public static Task RunAsync() => Task.CompletedTask;
}
