using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Dispatch.Tests.Architecture;
using Dispatch.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Tests.Deploy;

/// <summary>
/// A broker with the rights that deploy/ gives: those of the servers as compose's broker has them, and those of another system as the
/// README says them.
/// </summary>
public sealed class TheRightsOnTheBroker
{
    const string Hotline = "city-hotline";
    const int AccessRefused = 403;

    readonly string folder = Directory.CreateTempSubdirectory("dispatch-rights-").FullName;
    PrivateServices services = null!;
    TestDatabase store = null!;
    RunningServer server = null!;
    string servers = "", hotline = "";

    [OneTimeSetUp]
    public async Task Gives_them()
    {
        var secrets = Path.Combine(folder, "secrets");
        await Shell.RunAsync("bash", Path.Combine(Repository.Root, "deploy", "secrets.sh"), secrets);
        services = PrivateServices.Begin(withPostgres: false, brokerConfiguration: Path.Combine(secrets, "rabbitmq.conf"));
        await services.BrokerReady;
        var host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{services.BrokerPort}");
        servers = File.ReadAllText(Path.Combine(secrets, "ConnectionStrings__RabbitMq"))
            .Replace("rabbitmq:5672", host, StringComparison.Ordinal);
        hotline = $"amqp://{Hotline}:{Hotline}@{host}/dispatch";

        await services.AddUserAsync(Hotline, "dispatch");
        foreach (var words in Documented("set_permissions"))
            await services.SetPermissionsAsync(words[0], "dispatch", words[1], words[2], words[3]);
        foreach (var words in Documented("set_topic_permissions"))
            await services.SetTopicPermissionsAsync(words[0], "dispatch", words[1], words[2], words[3]);

        store = await TestDatabase.CreateAsync("sqlite");
        server = await RunningServer.StartAsync(store.ConnectionString, servers);
        await CommandQueues.DeclaredAsync(servers);
    }

    [OneTimeTearDown]
    public async Task Puts_it_away()
    {
        await server.DisposeAsync();
        await store.DisposeAsync();
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What follows <c>-p dispatch</c> in the lines of the README, without its quotes.</summary>
    static IReadOnlyList<string[]> Documented(string command) =>
    [
        .. Repository.Read("deploy/README.md").Split('\n').Where(line => line.StartsWith($"rabbitmqctl {command} -p dispatch {Hotline} "))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4..].Select(word => word.Trim('\'')).ToArray()),
    ];

    [Test]
    public void Are_documented() => Assert.That(
        (Documented("set_permissions").Count, Documented("set_topic_permissions").Count), Is.EqualTo((1, 2)));

    [Test]
    public void Of_the_servers_are_the_same_on_Debian_as_with_compose()
    {
        var debian = Repository.Read("deploy/debian.sh");

        var given = File.ReadAllLines(Path.Combine(folder, "secrets", "rabbitmq.conf"))
            .Where(line => line.StartsWith("default_permissions.", StringComparison.Ordinal))
            .Select(line => line.Split(" = ")[1]).ToList();
        Assert.That(given, Has.Count.EqualTo(3));
        foreach (var pattern in given)
            Assert.That(debian, Does.Contain($"='{pattern}'"));
    }

    [Test]
    public async Task Let_another_system_bring_an_order_to_its_end_and_hear_of_it()
    {
        await using var connection = await ConnectAsync(hotline);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        ConcurrentQueue<(string Key, JsonElement Body)> heard = [];
        await channel.QueueDeclareAsync(
            "city-hotline.steps", durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await channel.QueueBindAsync("city-hotline.steps", "dispatch.steps", $"{Office.Alliance}.#");
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            heard.Enqueue((delivery.RoutingKey, JsonElement.Parse(delivery.Body.Span)));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("city-hotline.steps", autoAck: true, consumer);

        await SendAsync(channel, "file-order", Journeys.Steps[0].Caller, Journeys.Filing("夜市噪音扰民"));
        var filed = await Eventually.ThatAsync(() => heard.Where(IsMine).ToList(), Has.Count.EqualTo(1));
        var order = filed[0].Body.GetProperty("number").GetString();
        foreach (var (index, leg) in Journeys.Steps.Skip(1).Index())
        {
            await SendAsync(channel, "take-step", leg.Caller, new { order, step = leg.Step, input = leg.Input });
            await Eventually.ThatAsync(
                () => heard.Where(step => step.Body.GetProperty("number").GetString() == order).Select(step => step.Key),
                Is.EqualTo(Journeys.Steps.Take(index + 2).Select(taken => $"{Office.Alliance}.merchant-order.{taken.Step}")));
        }

        static bool IsMine((string Key, JsonElement Body) step) =>
            step.Key.EndsWith(".file", StringComparison.Ordinal)
            && step.Body.GetProperty("input").GetProperty("title").GetString() == "夜市噪音扰民";
    }

    [Test]
    public async Task Let_the_servers_set_aside_what_they_refuse()
    {
        await using var connection = await ConnectAsync(hotline);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));

        await channel.BasicPublishAsync("dispatch.commands", "file-order", mandatory: true, "{"u8.ToArray());

        await Eventually.ThatAsync(() => CommandQueues.CountAsync(servers, CommandQueues.Errors), Is.EqualTo(1));
    }

    static readonly TestCaseData<Func<IChannel, Task>>[] Others =
    [
        new(async channel =>
        {
            await channel.BasicPublishAsync("", "dispatch.take-step", "{}"u8.ToArray());
            await channel.ExchangeDeclarePassiveAsync("dispatch.steps"); // a channel that was ended says so at the next call
        }) { TestName = "{m}_to_send_into_a_queue_by_its_name" },
        new(async channel =>
        {
            await channel.BasicPublishAsync("dispatch.steps", "shuiyuncheng.merchant-order.file", "{}"u8.ToArray());
            await channel.ExchangeDeclarePassiveAsync("dispatch.steps");
        }) { TestName = "{m}_to_publish_steps" },
        new(async channel =>
        {
            await channel.BasicPublishAsync("dispatch.commands", "all", "{}"u8.ToArray());
            await channel.ExchangeDeclarePassiveAsync("dispatch.steps");
        }) { TestName = "{m}_to_send_commands_that_there_are_not" },
        new(channel => BindAsync(channel, "#")) { TestName = "{m}_to_hear_of_all_alliances" },
        new(channel => BindAsync(channel, "*.merchant-order.file")) { TestName = "{m}_to_hear_of_one_step_in_all_alliances" },
        new(channel => BindAsync(channel, "boston-311.#")) { TestName = "{m}_to_hear_of_another_alliance" },
        new(channel => BindAsync(channel, "shuiyuncheng-2.#")) { TestName = "{m}_to_hear_of_an_alliance_whose_code_begins_the_same" },
        new(async channel =>
        {
            await channel.ExchangeDeclareAsync("city-hotline.copy", ExchangeType.Fanout);
            await channel.ExchangeBindAsync("city-hotline.copy", "dispatch.steps", "#");
        }) { TestName = "{m}_to_hear_of_all_alliances_through_an_exchange" },
        new(channel => channel.ExchangeDeclareAsync("Dispatch.Contracts:OrderStep", ExchangeType.Fanout, durable: true))
        {
            TestName = "{m}_to_listen_by_the_records_of_all_alliances",
        },
        new(async channel =>
        {
            await channel.QueueDeclareAsync("city-hotline.records", durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync("city-hotline.records", "Dispatch.Contracts:OrderStep", "");
        }) { TestName = "{m}_to_bind_to_the_records_of_all_alliances" },
        new(channel => channel.QueueBindAsync("dispatch.take-step", "dispatch.steps", "shuiyuncheng.#"))
        {
            TestName = "{m}_to_lead_steps_into_the_commands",
        },
        new(channel => channel.BasicGetAsync("dispatch.errors", autoAck: true)) { TestName = "{m}_to_read_what_others_sent_wrongly" },
        new(channel => channel.QueueDeleteAsync("dispatch.file-order")) { TestName = "{m}_to_delete_a_queue" },
        new(channel => channel.QueuePurgeAsync("dispatch.file-order")) { TestName = "{m}_to_empty_a_queue" },
        new(channel => channel.QueueDeclareAsync("another", durable: true, exclusive: false, autoDelete: false))
        {
            TestName = "{m}_to_make_a_queue_under_another_name",
        },
    ];

    [TestCaseSource(nameof(Others))]
    public Task Refuse_another_system(Func<IChannel, Task> attempt) => AreRefusedAsync(hotline, attempt);

    static readonly TestCaseData<Func<IChannel, Task>>[] OfServers =
    [
        new(channel => channel.BasicGetAsync("dispatch.errors", autoAck: true)) { TestName = "{m}_to_read_what_was_set_aside" },
        new(channel => channel.QueueDeclareAsync("city-hotline.mine", durable: true, exclusive: false, autoDelete: false))
        {
            TestName = "{m}_to_make_a_queue_of_somebody_else",
        },
        new(async channel =>
        {
            await channel.BasicPublishAsync("amq.topic", "any", "{}"u8.ToArray());
            await channel.ExchangeDeclarePassiveAsync("dispatch.steps");
        }) { TestName = "{m}_to_publish_elsewhere" },
    ];

    [TestCaseSource(nameof(OfServers))]
    public Task Refuse_the_servers(Func<IChannel, Task> attempt) => AreRefusedAsync(servers, attempt);

    static async Task AreRefusedAsync(string address, Func<IChannel, Task> attempt)
    {
        await using var connection = await ConnectAsync(address);
        await using var channel = await connection.CreateChannelAsync();

        Assert.That(
            () => attempt(channel),
            Throws.InstanceOf<OperationInterruptedException>()
                .With.Property("ShutdownReason").Property("ReplyCode").EqualTo(AccessRefused));
    }

    static async Task BindAsync(IChannel channel, string key)
    {
        var name = (await channel.QueueDeclareAsync("city-hotline.heard", durable: true, exclusive: false, autoDelete: false)).QueueName;
        await channel.QueueBindAsync(name, "dispatch.steps", key);
    }

    static async Task<IConnection> ConnectAsync(string address) => await new ConnectionFactory
    {
        Uri = new Uri(address),
        AutomaticRecoveryEnabled = false,
    }.CreateConnectionAsync();

    async Task SendAsync(IChannel channel, string key, string caller, object command)
    {
        BasicProperties properties = new()
        {
            Persistent = true,
            ContentType = "application/json",
            Headers = new Dictionary<string, object?> { ["authorization"] = await OnTheBus.AuthorizationAsync(store.Database, caller) },
        };
        await channel.BasicPublishAsync(
            "dispatch.commands", key, mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(command));
    }
}
