using System.Text;
using System.Text.Json;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Server;
using Dispatch.Server.Messaging;
using Dispatch.Tests.Accounts;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
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

    [TestCase(false, TestName = "A_command_with_the_message_id_of_another_is_set_aside")]
    [TestCase(true, TestName = "A_command_with_the_external_id_of_another_is_set_aside")]
    public async Task A_command_that_contradicts_an_earlier_one_is_set_aside(bool external)
    {
        using var intake = await ListeningAsync(Community);

        string[] titles = ["夜市音响太响", "夜市音响太响", "门口垃圾未清"];
        foreach (var title in titles)
            await SendAsync(title, "one id", external ? "12345-9" : null);
        var error = (await Eventually.ThatAsync(() => channel.BasicGetAsync(RabbitTopology.Errors, autoAck: true), Is.Not.Null))!;
        await intake.StopAsync(default);

        Assert.That(Header(error, "dispatch-code"), Is.EqualTo("key-used"));
        Assert.That(JsonDocument.Parse(error.Body).RootElement.GetProperty("title").GetString(), Is.EqualTo("门口垃圾未清"));
        Assert.That(await OrdersAsync(), Is.EqualTo((string[])["夜市音响太响"]));
        Assert.That(await channel.MessageCountAsync(RabbitTopology.Errors), Is.Zero, "the repetition was known as one");
        await NothingIsLeftAsync();
    }

    [Test]
    public async Task A_message_that_came_back_sixteen_times_is_set_aside_and_said_so()
    {
        await SendAsync("夜市音响太响");
        await ReturnAsync(times: 16);
        using var intake = await ListeningAsync(Community);

        await SendAsync("门口垃圾未清");
        await Eventually.ThatAsync(OrdersAsync, Is.EqualTo((string[])["门口垃圾未清"]));
        var error = (await Eventually.ThatAsync(() => channel.BasicGetAsync(RabbitTopology.Errors, autoAck: true), Is.Not.Null))!;
        await intake.StopAsync(default);

        Assert.That(error.BasicProperties.MessageId, Is.EqualTo("夜市音响太响"));
        Assert.That(Header(error, "dispatch-code"), Is.EqualTo("unsettled"));
        Assert.That(Header(error, "dispatch-reason"), Does.StartWith("The message went back to its queue 16 times"));
        Assert.That(Header(error, "dispatch-reason-zh"), Does.StartWith("消息退回队列 16 次"));
        await NothingIsLeftAsync();
    }

    [Test]
    public async Task A_message_that_came_back_often_is_done_all_the_same_and_those_behind_it()
    {
        await SendAsync("夜市音响太响");
        await ReturnAsync(times: 12);
        await SendAsync("门口垃圾未清");
        await SendAsync("路灯不亮");
        await ReturnAsync(times: 3);
        using var intake = await ListeningAsync(Community);

        await Eventually.ThatAsync(OrdersAsync, Is.EquivalentTo((string[])["夜市音响太响", "门口垃圾未清", "路灯不亮"]));
        await intake.StopAsync(default);

        Assert.That(await channel.MessageCountAsync(RabbitTopology.Errors), Is.Zero);
        await NothingIsLeftAsync();
    }

    [Test]
    public async Task Two_equal_commands_without_a_message_id_are_two_filings()
    {
        using var intake = await ListeningAsync(Community);

        await SendAsync("夜市音响太响", id: null);
        await SendAsync("夜市音响太响", id: null);
        await Eventually.ThatAsync(OrdersAsync, Is.EqualTo((string[])["夜市音响太响", "夜市音响太响"]));
        await intake.StopAsync(default);

        await NothingIsLeftAsync();
    }

    [TestCase(true, TestName = "A_command_without_an_id_that_comes_again_to_its_server_is_filed_once")]
    [TestCase(false, TestName = "A_command_without_an_id_that_comes_again_to_another_server_is_filed_once")]
    public async Task A_command_without_a_message_id_that_comes_again_is_filed_once(bool toItsServer)
    {
        Uri address = new(broker.Address);
        await using var proxy = TcpProxy.To(address.Host, address.Port);
        TaskCompletionSource asked = new(), answer = new();
        using var first = await ListeningAsync(async (token, cancel) =>
        {
            asked.TrySetResult();
            await answer.Task;
            return await Community(token, cancel);
        }, new UriBuilder(address) { Port = proxy.Port }.ToString());

        await SendAsync("夜市音响太响", id: null);
        await asked.Task;
        proxy.LosesWhatClientsSay = true; // the acknowledgement too
        answer.SetResult();
        await Eventually.ThatAsync(OrdersAsync, Is.EqualTo((string[])["夜市音响太响"]));
        if (!toItsServer)
            await first.StopAsync(default);
        using var second = toItsServer ? null : await ListeningAsync(Community);
        proxy.LosesWhatClientsSay = false;
        proxy.CutClients();

        // Once the broker has heard nothing for some seconds it delivers again, and then all of it is settled.
        await Eventually.ThatAsync(ReceiptsAsync, Is.Zero);
        Assert.That(await OrdersAsync(), Is.EqualTo((string[])["夜市音响太响"]));
        await (second ?? first).StopAsync(default);
        await NothingIsLeftAsync();
    }

    [Test]
    public async Task A_command_without_a_message_id_that_nobody_began_is_filed_beside_an_equal_one()
    {
        using var first = await ListeningAsync(Community);
        await SendAsync("夜市音响太响", id: null);
        await Eventually.ThatAsync(OrdersAsync, Has.Exactly(1).Items);
        await Eventually.ThatAsync(ReceiptsAsync, Is.Zero);
        await first.StopAsync(default);

        await SendAsync("夜市音响太响", id: null);
        await ReturnAsync(times: 1);
        using var second = await ListeningAsync(Community);

        await Eventually.ThatAsync(OrdersAsync, Has.Exactly(2).Items);
        await second.StopAsync(default);
    }

    [Test]
    public async Task What_is_set_aside_again_has_the_same_id_and_other_content_another()
    {
        using var intake = await ListeningAsync((_, _) => ValueTask.FromResult<Caller?>(null));

        foreach (var (title, id) in ((string, string?)[])[("一", "a"), ("一", "a"), ("二", "a"), ("三", null)])
            await SendAsync(title, id);
        await Eventually.ThatAsync(() => channel.MessageCountAsync(RabbitTopology.Errors), Is.EqualTo(4));
        await intake.StopAsync(default);

        List<(string Id, string? MessageId)> errors = [];
        while (await channel.BasicGetAsync(RabbitTopology.Errors, autoAck: true) is { } error)
            errors.Add((Header(error, "dispatch-id")!, error.BasicProperties.MessageId));
        Assert.That(errors.CountBy(error => error.Id).Select(count => count.Value), Is.EquivalentTo((int[])[2, 1, 1]));
        Assert.That(errors.Where(error => error.MessageId == "a"), Has.Exactly(3).Items);
        Assert.That(errors.Single(error => error.MessageId != "a").MessageId, Does.Match("^[0-9a-f]{32}$"), "made from the message");
    }

    [Test]
    public async Task The_token_in_an_envelope_does_not_get_into_the_errors()
    {
        using var intake = await ListeningAsync((_, _) => ValueTask.FromResult<Caller?>(null));
        const string Envelope = """
            {"messageId":"e-1",  "headers":{"Authorization":"Bearer demo-community","token":"dsp_0123456789abcdef"},
             "message":{"alliance":"shuiyuncheng","title":"钥匙 dsp_abcdef","category":"0128"}}
            """;

        await channel.BasicPublishAsync(
            "", RabbitTopology.FileOrder, mandatory: true,
            new BasicProperties
            {
                ContentType = "application/vnd.masstransit+json",
                Headers = new Dictionary<string, object?> { ["x-api-key"] = "k" },
            },
            Encoding.UTF8.GetBytes(Envelope));
        var error = (await Eventually.ThatAsync(() => channel.BasicGetAsync(RabbitTopology.Errors, autoAck: true), Is.Not.Null))!;
        await intake.StopAsync(default);

        Assert.That(Encoding.UTF8.GetString(error.Body.Span), Is.EqualTo("""
            {"messageId":"e-1",  "headers":{"Authorization":"(removed)","token":"(removed)"},
             "message":{"alliance":"shuiyuncheng","title":"钥匙 (removed)","category":"0128"}}
            """));
        Assert.That(Header(error, "x-api-key"), Is.EqualTo("(removed)"));
    }

    [Test]
    public async Task A_command_for_a_later_version_stays_in_its_queue_for_another_server()
    {
        var order = await office.FilesAsync("夜市音响太响");
        await using (var open = await office.Database.ConnectAsync())
        {
            await open.ExecuteAsync(
                "insert into workflows (name, version, text, kept_at) values ('merchant-order', 99, 'of: later', '2026-11-23')");
            await open.ExecuteAsync("update orders set workflow_version = 99");
        }

        await using var restarted = await office.OpenAnotherAsync(); // which remembers no order
        using RabbitIntake intake = new(
            new RabbitConnections(broker.Address), restarted.Database, restarted.Desk,
            (_, _) => ValueTask.FromResult<Caller?>(office.Secretariat),
            TimeProvider.System, NullLogger<RabbitIntake>.Instance);
        await intake.StartAsync(default);
        BasicProperties properties = new() { Headers = new Dictionary<string, object?> { ["authorization"] = "Bearer any" } };
        var body = JsonSerializer.SerializeToUtf8Bytes(new { order = order.Number, step = "accept" });
        await channel.BasicPublishAsync("", RabbitTopology.TakeStep, mandatory: true, properties, body);

        await Eventually.ThatAsync(() => channel.MessageCountAsync(RabbitTopology.TakeStep), Is.EqualTo(1));
        await Eventually.ThatAsync(() => intake.IsListening, Is.False);
        await intake.StopAsync(default);
        Assert.That(await channel.MessageCountAsync(RabbitTopology.Errors), Is.Zero);
    }

    [Test]
    public async Task A_sender_who_sends_too_much_is_told_so_in_the_errors()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Quotas:FilingsUnderASource"] = "2" }).Build();
        using Quotas quotas = new(configuration);
        using RabbitIntake intake = new(
            new RabbitConnections(broker.Address), office.Database, office.Desk, Community, TimeProvider.System,
            NullLogger<RabbitIntake>.Instance, quotas);
        await intake.StartAsync(default);

        foreach (var title in (string[])["一", "二", "三"])
            await SendAsync(title);
        var error = (await Eventually.ThatAsync(() => channel.BasicGetAsync(RabbitTopology.Errors, autoAck: true), Is.Not.Null))!;
        await intake.StopAsync(default);

        Assert.That((error.BasicProperties.MessageId, Header(error, "dispatch-code")), Is.EqualTo(("三", "too-many")));
        Assert.That(Header(error, "dispatch-reason"), Does.StartWith("This is too much at once; try again in "));
        Assert.That(await OrdersAsync(), Is.EqualTo((string[])["一", "二"]));
        await NothingIsLeftAsync();
    }

    [Test]
    public async Task A_sender_that_nobody_knows_is_written_to_the_security_log()
    {
        using SecurityLines lines = new();
        using LoggerFactory loggers = new([lines]);
        using RabbitIntake intake = new(
            new RabbitConnections(broker.Address), office.Database, office.Desk, (_, _) => ValueTask.FromResult<Caller?>(null),
            TimeProvider.System, NullLogger<RabbitIntake>.Instance, loggers: loggers);
        await intake.StartAsync(default);

        await SendAsync("夜市音响太响");
        await Eventually.ThatAsync(() => channel.MessageCountAsync(RabbitTopology.Errors), Is.EqualTo(1));
        await intake.StopAsync(default);

        Assert.That(lines.Told, Is.EqualTo((string[])["refused unknown-caller dispatch.file-order"]));
        Assert.That(lines.Everything, Does.Not.Contain(DemoCallers.Community));
    }

    ValueTask<Caller?> Community(string token, CancellationToken cancel) =>
        ValueTask.FromResult(token == DemoCallers.Community ? office.Community with { Source = "12345" } : null);

    async Task<RabbitIntake> ListeningAsync(FindCaller callers, string? address = null)
    {
        RabbitIntake intake = new(
            new RabbitConnections(address ?? broker.Address), office.Database, office.Desk, callers, TimeProvider.System,
            NullLogger<RabbitIntake>.Instance);
        await intake.StartAsync(default);
        await Eventually.ThatAsync(() => intake.IsListening, Is.True);
        return intake;
    }

    Task SendAsync(string title) => SendAsync(title, title);

    async Task SendAsync(string title, string? id, string? externalId = null)
    {
        BasicProperties properties = new()
        {
            ContentType = "application/json",
            Headers = new Dictionary<string, object?> { ["authorization"] = $"Bearer {DemoCallers.Community}" },
        };
        if (id is not null)
            properties.MessageId = id;
        object filing = externalId is null
            ? Journeys.Filing(title)
            : new { alliance = Office.Alliance, category = "0128", title, source = "12345", externalId };
        var body = JsonSerializer.SerializeToUtf8Bytes(filing);
        await channel.BasicPublishAsync("", RabbitTopology.FileOrder, mandatory: true, properties, body);
    }

    /// <summary>The intake has stopped, and what it had not acknowledged would be back in its queue.</summary>
    async Task NothingIsLeftAsync()
    {
        await Eventually.ThatAsync(() => channel.ConsumerCountAsync(RabbitTopology.FileOrder), Is.Zero);
        Assert.That(await channel.MessageCountAsync(RabbitTopology.FileOrder), Is.Zero);
    }

    /// <summary>Takes all that wait and gives them back, as a server does that dies.</summary>
    async Task ReturnAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            await using var theirs = await connection.CreateChannelAsync();
            while (await theirs.BasicGetAsync(RabbitTopology.FileOrder, autoAck: false) is not null)
            {
            }
        }
    }

    async Task<long> ReceiptsAsync()
    {
        await using var open = await office.Database.ConnectAsync();
        return await open.ExecuteScalarAsync<long>("select count(*) from receipts");
    }

    async Task<IEnumerable<string>> OrdersAsync()
    {
        await using var open = await office.Database.ConnectAsync();
        return await open.QueryAsync<string>("select title from orders");
    }

    static string? Header(BasicGetResult message, string name) =>
        message.BasicProperties.Headers!.TryGetValue(name, out var value) && value is byte[] text ? Encoding.UTF8.GetString(text) : null;
}
