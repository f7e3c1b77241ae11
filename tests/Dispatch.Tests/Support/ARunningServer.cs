namespace Dispatch.Tests.Support;

public sealed class ARunningServer
{
    [Test]
    public async Task A_server_restarts_after_a_kill_and_exits_with_zero_when_stopped()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RunningServer.StartAsync(database.ConnectionString);

        await server.KillAsync();
        Assert.That(() => server.As("demo-community").GetAsync("/"), Throws.InstanceOf<HttpRequestException>(), "it is gone");
        await server.StartAgainAsync();
        using var answer = await server.As("demo-community").GetAsync("/");

        Assert.That(await server.StopAsync(), Is.Zero);
    }

    [Test]
    public async Task A_server_that_does_not_start_says_why()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");

        Assert.That(
            () => RunningServer.StartAsync(database.ConnectionString, settings: ("ConnectionStrings__RabbitMq", "http://127.0.0.1")),
            Throws.InvalidOperationException.With.Message.Contains("must be an amqp://"));
    }
}
