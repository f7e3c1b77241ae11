using System.Text;
using System.Text.Json;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Server.Messaging;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace Dispatch.Tests.Messaging;

public sealed class TheIntake
{
    Office office = null!;
    TestBroker broker = null!;
    IConnection connection = null!;
    IChannel channel = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        office = await Office.OpenAsync("sqlite");
        broker = await TestBroker.CreateAsync();
        connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await RabbitTopology.DeclareAsync(channel, default);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
        await broker.DisposeAsync();
        await office.DisposeAsync();
    }

    [Test]
    public async Task A_command_is_acted_on_and_acknowledged()
    {
        using var intake = await ListeningAsync(Community);

        await SendAsync("夜市音响太响");
        await Eventually.ThatAsync(OrdersAsync, Is.EqualTo((string[])["夜市音响太响"]));
        await intake.StopAsync(default);

        await NothingIsLeftAsync();
        Assert.That(await channel.MessageCountAsync(RabbitTopology.Errors), Is.Zero);
    }

    [Test]
    public async Task A_refused_command_lies_in_the_errors_with_its_reason_and_without_its_token()
    {
        using var intake = await ListeningAsync((_, _) => ValueTask.FromResult<Caller?>(null));

        await SendAsync("夜市音响太响");
        var error = (await Eventually.ThatAsync(() => channel.BasicGetAsync(RabbitTopology.Errors, autoAck: true), Is.Not.Null))!;
        await intake.StopAsync(default);

        Assert.That(Encoding.UTF8.GetString(error.Body.Span), Does.Contain("category"));
        Assert.That(error.BasicProperties.MessageId, Is.EqualTo("夜市音响太响"));
        Assert.That(Header(error, "dispatch-code"), Is.EqualTo("unknown-caller"));
        Assert.That(Header(error, "dispatch-queue"), Is.EqualTo("dispatch.file-order"));
        Assert.That(Header(error, "authorization"), Is.EqualTo("(removed)"));
        await NothingIsLeftAsync();
    }

    [Test]
    public async Task A_command_waits_while_its_caller_cannot_be_looked_up()
    {
        var attempts = 0;
        using var intake = await ListeningAsync((token, cancel) =>
            Interlocked.Increment(ref attempts) == 1 ? throw new TimeoutException("The database is away.") : Community(token, cancel));

        await SendAsync("夜市音响太响");
        await Eventually.ThatAsync(OrdersAsync, Is.EqualTo((string[])["夜市音响太响"]));
        await intake.StopAsync(default);

        Assert.That(attempts, Is.EqualTo(2));
        await NothingIsLeftAsync();
    }

    [Test]
    public async Task A_command_that_was_begun_is_finished_before_the_intake_stops()
    {
        TaskCompletionSource asked = new(), answer = new();
        using var intake = await ListeningAsync(async (token, cancel) =>
        {
            asked.SetResult();
            await answer.Task;
            return await Community(token, cancel);
        });

        await SendAsync("夜市音响太响");
        await asked.Task;
        var stopped = intake.StopAsync(default);
        Assert.That(stopped.IsCompleted, Is.False);
        answer.SetResult();
        await stopped;

        Assert.That(await OrdersAsync(), Is.EqualTo((string[])["夜市音响太响"]));
        await NothingIsLeftAsync();
    }

    [Test]
    public async Task A_command_that_comes_after_the_stop_stays_in_its_queue()
    {
        using var intake = await ListeningAsync(Community);
        await intake.StopAsync(default);

        await SendAsync("夜市音响太响");

        Assert.That(intake.IsListening, Is.False);
        Assert.That(await channel.MessageCountAsync(RabbitTopology.FileOrder), Is.EqualTo(1));
        Assert.That(await OrdersAsync(), Is.Empty);
    }

    ValueTask<Caller?> Community(string token, CancellationToken cancel) =>
        ValueTask.FromResult(token == DemoCallers.Community ? office.Community : null);

    async Task<RabbitIntake> ListeningAsync(FindCaller callers)
    {
        RabbitIntake intake = new(
            new RabbitConnections(broker.Address), office.Database, office.Desk, callers, TimeProvider.System, NullLogger<RabbitIntake>.Instance);
        await intake.StartAsync(default);
        await Eventually.ThatAsync(() => intake.IsListening, Is.True);
        return intake;
    }

    async Task SendAsync(string title)
    {
        BasicProperties properties = new()
        {
            MessageId = title,
            ContentType = "application/json",
            Headers = new Dictionary<string, object?> { ["authorization"] = $"Bearer {DemoCallers.Community}" },
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(Journeys.Filing(title));
        await channel.BasicPublishAsync("", RabbitTopology.FileOrder, mandatory: true, properties, body);
    }

    /// <summary>The intake has stopped, and what it had not acknowledged would be back in its queue.</summary>
    async Task NothingIsLeftAsync()
    {
        await Eventually.ThatAsync(() => channel.ConsumerCountAsync(RabbitTopology.FileOrder), Is.Zero);
        Assert.That(await channel.MessageCountAsync(RabbitTopology.FileOrder), Is.Zero);
    }

    async Task<IEnumerable<string>> OrdersAsync()
    {
        await using var open = await office.Database.ConnectAsync();
        return await open.QueryAsync<string>("select title from orders");
    }

    static string? Header(BasicGetResult message, string name) =>
        message.BasicProperties.Headers!.TryGetValue(name, out var value) && value is byte[] text ? Encoding.UTF8.GetString(text) : null;
}
