using Dispatch.Tests.Support;

namespace Dispatch.Tests.Stories;

/// <summary>Without its broker the server works on: steps are taken, and their messages wait in the outbox.</summary>
public sealed class ABrokerThatGoesAway
{
    PrivateServices services = null!;
    TestDatabase database = null!;
    TestBroker broker = null!;
    StepRecorder recorder = null!;
    RunningServer server = null!;

    [OneTimeSetUp]
    public async Task StartServicesAsync()
    {
        services = PrivateServices.Begin(withPostgres: false);
        await services.BrokerReady;
    }

    [OneTimeTearDown]
    public async Task StopServicesAsync() => await services.DisposeAsync();

    [SetUp]
    public async Task StartAsync()
    {
        database = await TestDatabase.CreateAsync("postgres");
        broker = await TestBroker.CreateOnAsync(services);
        recorder = await StepRecorder.ListenAsync(broker.Address);
        server = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        await CommandQueues.DeclaredAsync(broker.Address);
        await services.SettleBrokerAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await server.DisposeAsync();
        await database.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Test]
    public Task A_stopped_broker_delays_no_caller_and_gets_every_step_later() => GoesAwayAsync(services.StopBrokerAsync);

    [Test]
    public Task A_killed_broker_delays_no_caller_and_gets_every_step_later() => GoesAwayAsync(services.KillBrokerAsync);

    async Task GoesAwayAsync(Func<Task> go)
    {
        HttpLoad calls = new("calls", [server], orders: 400);
        Consistency consistency = new(database.ConnectionString);
        await using (var messages = await BusLoad.ConnectAsync(database, broker.Address, "before", orders: 50))
        {
            await messages.FileAsync();
            await Eventually.ThatAsync(() => messages.Closed, Is.EqualTo(50));
        }

        var walking = calls.RunAsync();
        await calls.ReachesAsync(calls.Steps / 4);
        await go();
        await walking;
        var waiting = await consistency.WaitingStepsAsync();
        await TestContext.Out.WriteLineAsync($"{waiting} steps waited for the broker.");
        Assert.That(waiting, Is.GreaterThan(calls.Steps / 4));

        await services.StartBrokerAsync();
        await consistency.HoldsAsync(calls.Titles, calls.Promises, recorder);
        Assert.That(calls.Faults, Is.Empty);
        Assert.That((calls.Acknowledged, calls.Unanswered, calls.Unavailable), Is.EqualTo((calls.Steps, 0, 0)), "no caller noticed");

        await using var later = await BusLoad.ConnectAsync(database, broker.Address, "after", orders: 50);
        await later.FileAsync();
        await Eventually.ThatAsync(() => later.Closed, Is.EqualTo(50));
    }
}
