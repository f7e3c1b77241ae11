using System.Text.Json;
using Dispatch.Outbox;
using Dispatch.Server.Messaging;
using Dispatch.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Tests.Messaging;

public sealed class ThePublisher
{
    static readonly OutboxMessage Filed = new()
    {
        EventId = Guid.Parse("0198f3a0-0000-7000-8000-000000000001"),
        OrderId = Guid.Parse("0198f3a0-0000-7000-8000-000000000002"),
        Number = "SYC-20260302-0001",
        Alliance = Office.Alliance,
        Workflow = "merchant-order",
        WorkflowVersion = 1,
        Sequence = 1,
        Step = "file",
        ToStage = "filed",
        ActorId = "community",
        ActorName = "社区",
        At = new DateTimeOffset(2026, 3, 2, 9, 30, 0, 500, TimeSpan.Zero),
        Input = "{}",
    };

    TestBroker broker = null!;
    IConnection connection = null!;
    IChannel channel = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        broker = await TestBroker.CreateAsync();
        connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        channel = await connection.CreateChannelAsync();
    }

    [TearDown]
    public async Task DisconnectAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Test]
    public async Task Steps_arrive_in_their_order_with_their_properties()
    {
        await using RabbitPublisher publisher = new(new RabbitConnections(broker.Address));
        await publisher.ConnectAsync(default);
        var queue = await BoundAsync("shuiyuncheng.merchant-order.*");

        await publisher.PublishAsync([.. Enumerable.Range(1, 300).Select(n => Filed with { Sequence = n })], default);

        // Confirmed, so they are there.
        for (var n = 1; n <= 300; n++)
        {
            var message = (await channel.BasicGetAsync(queue, autoAck: true))!;
            using var body = JsonDocument.Parse(message.Body);
            Assert.That(body.RootElement.GetProperty("sequence").GetInt32(), Is.EqualTo(n));
            Assert.That(message.RoutingKey, Is.EqualTo("shuiyuncheng.merchant-order.file"));
            Assert.That(message.BasicProperties.MessageId, Is.EqualTo("0198f3a0-0000-7000-8000-000000000001"));
            Assert.That(message.BasicProperties.Type, Is.EqualTo("OrderFiled"));
            Assert.That(message.BasicProperties.ContentType, Is.EqualTo("application/json"));
            Assert.That(message.BasicProperties.ContentEncoding, Is.EqualTo("utf-8"));
            Assert.That(message.BasicProperties.AppId, Is.EqualTo("dispatch"));
            Assert.That(message.BasicProperties.Timestamp.UnixTime, Is.EqualTo(Filed.At.ToUnixTimeSeconds()));
            Assert.That(message.BasicProperties.Persistent, Is.True);
        }
    }

    [Test]
    public async Task No_step_carries_a_telephone_number_in_any_field()
    {
        await using RabbitPublisher publisher = new(new RabbitConnections(broker.Address));
        await publisher.ConnectAsync(default);
        var queue = await BoundAsync("shuiyuncheng.merchant-order.*");
        const string filing = """
            {"category":"0110","title":"垃圾未清 138 0000 1234","text":"找老林１３８－００００－１２３４，身份证350302199001011234",
             "merchant":{"name":"林记13800001234","phone":"138-0000-1234","address":"声阳路8号 0594-2695123"},
             "location":{"address":"声阳路8号 0594-2695123","latitude":25.4513800001234},"source":"hotline","externalId":"13800001234"}
            """;

        await publisher.PublishAsync(
            [
                Filed with { Input = filing, ActorName = "老林13800001234" },
                .. EventBody.Types.Keys.Where(step => step != "file").Select(step => Filed with
                {
                    Step = step,
                    Input = """
                        {"note":"回访+86 138 0000 1234","reason":"打400-123-4567","text":"（0594）2695123","to":"merchant",
                         "photos":["https://a.cn/13800001234.jpg"]}
                        """,
                }),
            ],
            default);

        using var filed = JsonDocument.Parse((await channel.BasicGetAsync(queue, autoAck: true))!.Body);
        Assert.That(filed.RootElement.GetProperty("actor").GetProperty("name").GetString(), Is.EqualTo("老林138****1234"));
        Assert.That(filed.RootElement.GetProperty("input").ToString(), Is.EqualTo("""
            {"category":"0110","title":"垃圾未清 138 **** 1234","text":"找老林１３８－****－１２３４，身份证350***************",
            "merchant":{"name":"林记138****1234","address":"声阳路8号 059*-***5123"},
            "location":{"address":"声阳路8号 059*-***5123","latitude":25.4513800001234},"source":"hotline","externalId":"13800001234"}
            """.ReplaceLineEndings("")));
        foreach (var step in EventBody.Types.Keys.Where(step => step != "file"))
        {
            using var said = JsonDocument.Parse((await channel.BasicGetAsync(queue, autoAck: true))!.Body);
            Assert.That(said.RootElement.GetProperty("step").GetString(), Is.EqualTo(step));
            var input = said.RootElement.GetProperty("input");
            Assert.That(
                ((string[])["note", "reason", "text", "to"]).Select(field => input.GetProperty(field).GetString()),
                Is.EqualTo((string[])["回访+86 1** **** 1234", "打***-***-**67", "（059*）***5123", "merchant"]));
            Assert.That(input.GetProperty("photos")[0].GetString(), Is.EqualTo("https://a.cn/138****1234.jpg"));
        }
    }

    [Test]
    public async Task A_batch_that_the_broker_refuses_fails_and_the_next_goes_out()
    {
        await using RabbitPublisher publisher = new(new RabbitConnections(broker.Address));
        await publisher.ConnectAsync(default);
        await channel.ExchangeDeleteAsync(RabbitTopology.Steps);

        Assert.That(() => publisher.PublishAsync([Filed, Filed], default), Throws.InstanceOf<Exception>());
        Assert.That(publisher.IsConnected, Is.False);

        await publisher.ConnectAsync(default);
        var queue = await BoundAsync("#");
        await publisher.PublishAsync([Filed], default);
        Assert.That(publisher.IsConnected, Is.True);
        Assert.That(await channel.MessageCountAsync(queue), Is.EqualTo(1), "the exchange was declared again");
    }

    [Test]
    public async Task A_broker_that_is_not_there_is_told_by_an_exception()
    {
        await using RabbitPublisher publisher = new(new RabbitConnections($"amqp://guest:guest@127.0.0.1:{Ports.Free()}"));

        Assert.That(() => publisher.PublishAsync([Filed], default), Throws.InstanceOf<BrokerUnreachableException>());
        Assert.That(publisher.IsConnected, Is.False);
    }

    async Task<string> BoundAsync(string pattern)
    {
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, RabbitTopology.Steps, pattern);
        return queue.QueueName;
    }
}
