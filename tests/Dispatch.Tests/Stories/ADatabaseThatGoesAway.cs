using Dispatch.Tests.Support;
using Npgsql;

namespace Dispatch.Tests.Stories;

/// <summary>Without its database a server can only answer "try later"; what it acknowledged before and after holds.</summary>
public sealed class ADatabaseThatGoesAway
{
    PrivateServices services = null!;
    TestDatabase database = null!;
    TestBroker broker = null!;

    [OneTimeSetUp]
    public async Task StartServicesAsync()
    {
        services = PrivateServices.Begin(withBroker: false);
        await services.PostgresReady;
    }

    [OneTimeTearDown]
    public async Task StopServicesAsync() => await services.DisposeAsync();

    [SetUp]
    public async Task StartAsync()
    {
        database = await TestDatabase.CreateOnAsync(services.PostgresConnectionString);
        broker = await TestBroker.CreateAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await database.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Test]
    public Task A_database_restart_loses_no_acknowledged_step() => GoesAwayAsync(services.RestartPostgresAsync);

    [Test]
    public Task A_database_kill_loses_no_acknowledged_step() => GoesAwayAsync(async () =>
    {
        await services.KillPostgresAsync();
        await services.StartPostgresAsync();
    });

    [Test]
    public Task Callers_are_told_to_retry_during_a_long_database_outage() => GoesAwayAsync(async () =>
    {
        await services.StopPostgresAsync();
        await Eventually.ThatAsync(() => calls.Unavailable, Is.GreaterThan(0));
        await services.StartPostgresAsync();
    });

    HttpLoad calls = null!;

    async Task GoesAwayAsync(Func<Task> go)
    {
        var recorder = await StepRecorder.ListenAsync(broker.Address);
        await using var server = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        calls = new HttpLoad("calls", [server], orders: 300);
        await using var messages = await BusLoad.ConnectAsync(database, broker.Address, "messages", orders: 200);

        var walking = calls.RunAsync();
        await messages.FileAsync();
        await calls.ReachesAsync(calls.Steps / 4);
        await go();
        await walking;
        await Eventually.ThatAsync(() => messages.Closed, Is.EqualTo(messages.Titles.Count), TimeSpan.FromSeconds(60));

        Assert.That(calls.Faults, Is.Empty, "every answer is a success or 503");
        Assert.That(calls.Acknowledged, Is.EqualTo(calls.Steps));
        await new Consistency(database.ConnectionString).HoldsAsync(
            [.. calls.Titles, .. messages.Titles], [.. calls.Promises, .. messages.Promises], recorder);
        Assert.That(await CommandQueues.CountAsync(broker.Address, CommandQueues.Errors), Is.Zero, "no command was refused");
        await TestContext.Out.WriteLineAsync($"{calls.Unavailable} calls were told to retry, {calls.Unanswered} got no answer.");
    }

    [Test]
    public async Task A_server_starts_whenever_its_database_is_restarted_or_killed_meanwhile([Values] bool killed)
    {
        await using var server = RunningServer.At(database.ConnectionString, broker.Address);
        for (var start = 0; start < 4; start++)
        {
            var ready = server.Begin();
            // Each at another point of the start, wherever that is on this machine.
            for (var restarts = 0; restarts < 3 && !ready.IsCompleted; restarts++)
            {
                if (killed)
                    await services.KillPostgresAsync();
                else
                    await services.StopPostgresAsync();
                await services.StartPostgresAsync();
            }

            Assert.That(await ready, Is.True, server.Output);
            await server.KillAsync();
        }
    }

    [Test]
    public async Task A_server_whose_database_does_not_exist_says_so_in_a_sentence()
    {
        NpgsqlConnectionStringBuilder missing = new(database.ConnectionString) { Database = "nowhere" };
        await using var server = RunningServer.At(missing.ConnectionString);

        Assert.That(await server.Begin(), Is.False);
        Assert.That(server.Output, Is.EqualTo("""3D000: database "nowhere" does not exist"""));
        Assert.That(server.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task A_server_that_starts_waits_for_its_database()
    {
        await services.StopPostgresAsync();
        await using var server = RunningServer.At(database.ConnectionString, broker.Address);

        var ready = server.Begin();
        await Eventually.ThatAsync(() => server.Output, Does.Contain("cannot be reached"));
        Assert.That(ready.IsCompleted, Is.False);
        await services.StartPostgresAsync();

        Assert.That(await ready, Is.True, server.Output);
        Assert.That(await server.StopAsync(), Is.Zero);
    }
}
