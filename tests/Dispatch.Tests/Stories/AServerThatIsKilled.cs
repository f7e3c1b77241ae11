using Dispatch.Tests.Support;

namespace Dispatch.Tests.Stories;

/// <summary>Whatever a server was doing when it was killed, an acknowledged step is in the history, and nothing is done twice.</summary>
public sealed class AServerThatIsKilled
{
    [TestCase(20261122)]
    public async Task Ten_kills_of_a_server_under_load_lose_and_double_nothing(int seed)
    {
        await using var database = await TestDatabase.CreateAsync("postgres");
        await using var broker = await TestBroker.CreateAsync();
        var recorder = await StepRecorder.ListenAsync(broker.Address);
        await using var server = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        HttpLoad calls = new("calls", [server], orders: 600);
        await using var messages = await BusLoad.ConnectAsync(database, broker.Address, "messages", orders: 400);

        var walking = calls.RunAsync();
        await messages.FileAsync();
        await KillsAsync(server, calls, times: 10, seed);
        await walking;
        await Eventually.ThatAsync(() => messages.Closed, Is.EqualTo(messages.Titles.Count), TimeSpan.FromSeconds(60));

        Assert.That(calls.Faults, Is.Empty);
        Assert.That(calls.Acknowledged, Is.EqualTo(calls.Steps));
        await new Consistency(database.ConnectionString).HoldsAsync(
            [.. calls.Titles, .. messages.Titles], [.. calls.Promises, .. messages.Promises], recorder);
        Assert.That(await CommandQueues.CountAsync(broker.Address, CommandQueues.Errors), Is.Zero, "no command was refused");
        await TestContext.Out.WriteLineAsync($"{calls.Unanswered} calls got no answer and were repeated.");
    }

    [TestCase(5080)]
    public async Task Kills_of_a_server_on_SQLite_lose_and_double_nothing(int seed)
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RunningServer.StartAsync(database.ConnectionString);
        HttpLoad calls = new("calls", [server], orders: 300);

        var walking = calls.RunAsync();
        await KillsAsync(server, calls, times: 4, seed);
        await walking;

        Assert.That(calls.Faults, Is.Empty);
        Assert.That(calls.Acknowledged, Is.EqualTo(calls.Steps));
        await new Consistency(database.ConnectionString).HoldsAsync(calls.Titles, calls.Promises, recorder: null);
        await TestContext.Out.WriteLineAsync($"{calls.Unanswered} calls got no answer and were repeated.");
    }

    [Test]
    public async Task A_killed_server_leaves_its_part_of_the_outbox_to_the_other()
    {
        await using var database = await TestDatabase.CreateAsync("postgres");
        await using var broker = await TestBroker.CreateAsync();
        var recorder = await StepRecorder.ListenAsync(broker.Address);
        await using var stays = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        await using var dies = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        Consistency consistency = new(database.ConnectionString);
        await consistency.SharesTheOutboxAsync(relays: 2);
        HttpLoad calls = new("calls", [stays, dies], orders: 500);

        var walking = calls.RunAsync();
        await calls.ReachesAsync(calls.Steps / 2);
        await dies.KillAsync();
        await walking;

        Assert.That(calls.Faults, Is.Empty);
        Assert.That(calls.Acknowledged, Is.EqualTo(calls.Steps));
        await consistency.HoldsAsync(calls.Titles, calls.Promises, recorder);
    }

    /// <summary>Each time after a random number of further answers.</summary>
    static async Task KillsAsync(RunningServer server, HttpLoad load, int times, int seed)
    {
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        Random random = new(seed);
        var stretch = load.Steps / (times + 1);
        for (var kill = 0; kill < times; kill++)
        {
            var point = (kill * stretch) + random.Next(1, stretch);
            await load.ReachesAsync(point);
            await server.KillAsync();
            await server.StartAgainAsync();
        }
    }
}
