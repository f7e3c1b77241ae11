namespace Dispatch.Benchmarks;

static class HttpBenchmark
{
    public static Task RunAsync() => Task.CompletedTask;
}
