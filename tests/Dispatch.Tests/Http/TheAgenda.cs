using System.Diagnostics;
using Dapper;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

[NonParallelizable]
sealed class TheAgenda
{
    [Test]
    public async Task Takes_as_many_queries_for_many_orders_as_for_one()
    {
        await using var api = await ApiHost.StartAsync(engine: "postgres");
        string[] numbers = [await api.FileAsync(), await api.FileAsync(), await api.FileAsync(), await api.FileAsync()];
        await using var connection = await api.Database.ConnectAsync();
        await connection.ExecuteAsync("update orders set level = 'joint-meeting' where number = @number", new { number = numbers[0] });
        await ReadsAsync(api); // what is read once a process is read
        var one = await ReadsAsync(api);

        await connection.ExecuteAsync("update orders set level = 'joint-meeting'");
        var many = await ReadsAsync(api);

        Assert.That((one.Orders, many.Orders), Is.EqualTo((1, 4)));
        Assert.That(many.Queries, Is.EqualTo(one.Queries));
    }

    static async Task<(int Orders, int Queries)> ReadsAsync(ApiHost api)
    {
        var queries = 0;
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ => Interlocked.Increment(ref queries),
        };
        ActivitySource.AddActivityListener(listener);
        var agenda = await api.GetAsync(Secretary, "/api/alliances/shengyang/agenda");
        Assert.That(queries, Is.GreaterThan(0));
        return (agenda["items"].GetArrayLength(), queries);
    }
}
