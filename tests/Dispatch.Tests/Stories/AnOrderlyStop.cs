using Dapper;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Stories;

/// <summary>A server that is told to stop finishes what it began, leaves the rest, and exits with zero.</summary>
public sealed class AnOrderlyStop
{
    [Test]
    public async Task A_stopped_server_leaves_open_commands_to_the_next_one()
    {
        const int Orders = 6000; // several times what is under way at once
        await using var database = await TestDatabase.CreateAsync("postgres");
        await using var broker = await TestBroker.CreateAsync();
        var recorder = await StepRecorder.ListenAsync(broker.Address);
        await using var server = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        await using var load = await BusLoad.ConnectAsync(database, broker.Address, "messages", Orders);

        var filing = load.FileAsync();
        await Eventually.ThatAsync(() => TakenAsync(database), Is.GreaterThan(500));
        Assert.That(await server.StopAsync(), Is.Zero, server.Output);
        await filing;

        var filed = await FiledAsync(database);
        // A busy broker loses acknowledgements when their channel closes behind them: such a filing is redelivered and recognized.
        var waiting = await Eventually.ThatAsync(
            () => CommandQueues.CountAsync(broker.Address, CommandQueues.FileOrder), Is.GreaterThanOrEqualTo(Orders - filed));
        await TestContext.Out.WriteLineAsync($"At the stop {filed} orders of {Orders} had been filed and {waiting} commands waited.");
        Assert.That(filed, Is.LessThan(Orders), "otherwise this shows nothing");
        Assert.That(server.Output, Does.Not.Contain("fail:").And.Not.Contain("crit:"));

        await server.StartAgainAsync();
        await Eventually.ThatAsync(() => load.Closed, Is.EqualTo(Orders), TimeSpan.FromSeconds(90));
        await new Consistency(database.ConnectionString).HoldsAsync(load.Titles, load.Promises, recorder);
        Assert.That(await CommandQueues.CountAsync(broker.Address, CommandQueues.Errors), Is.Zero, "none was refused");
    }

    [Test]
    public async Task A_stopping_server_answers_the_calls_under_way()
    {
        await using var database = await TestDatabase.CreateAsync("postgres");
        await using var server = await RunningServer.StartAsync(database.ConnectionString);
        HttpLoad calls = new("calls", [server], orders: 200);

        var walking = calls.RunAsync();
        await calls.ReachesAsync(calls.Steps / 2);
        Assert.That(await server.StopAsync(), Is.Zero, server.Output);
        Assert.That(server.Output, Does.Not.Contain("fail:").And.Not.Contain("crit:"));
        await server.StartAgainAsync();
        await walking;

        Assert.That(calls.Faults, Is.Empty);
        Assert.That(calls.Acknowledged, Is.EqualTo(calls.Steps));
        await new Consistency(database.ConnectionString).HoldsAsync(calls.Titles, calls.Promises, recorder: null);
    }

    static async Task<long> FiledAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>("select count(*) from orders where source is null");
    }

    static async Task<long> TakenAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>("select count(*) from receipts");
    }
}
