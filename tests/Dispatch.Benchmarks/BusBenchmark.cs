namespace Dispatch.Benchmarks;

static class BusBenchmark
{
    public static Task RunAsync() => Task.CompletedTask;
}
