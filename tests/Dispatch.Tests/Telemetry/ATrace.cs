using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Tests.Telemetry;

/// <summary>From the message or the request of a sender who records a trace to the event that the step became.</summary>
public sealed class ATrace
{
    const string Sender = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const string Id = "0af7651916cd43dd8448eb211c80319c";

    readonly ConcurrentDictionary<string, string?> events = new(); // the trace of each, by the title of its order
    TestDatabase database = null!;
    TestBroker broker = null!;
    IConnection connection = null!;
    IChannel channel = null!;

    [SetUp]
    public async Task Listen()
    {
        events.Clear();
        database = await TestDatabase.CreateAsync("sqlite");
        broker = await TestBroker.CreateAsync();
        connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
    }

    [TearDown]
    public async Task End()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
        await broker.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task Goes_on_in_the_event_also_where_nobody_exports_it_here()
    {
        await using var server = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        await HearAsync();

        await SendAsync("总线", Sender);
        await SendAsync("没有记录", Sender[..^1] + "0");
        await SendAsync("乱写", "00-xyz");
        await PostAsync(server, "网页", Sender);
        await PostAsync(server, "没有", null);
        await Eventually.ThatAsync(() => events.Keys, Is.SupersetOf((string[])["总线", "没有记录", "乱写", "网页", "没有"]));

        Assert.That(events["总线"], Does.StartWith($"00-{Id}-").And.EndsWith("-01"));
        Assert.That(events["网页"], Does.StartWith($"00-{Id}-").And.EndsWith("-01"));
        foreach (var title in (string[])["没有记录", "乱写", "没有"])
            Assert.That(events[title], Is.Null, title);
    }

    [Test]
    public async Task Is_exported_where_an_endpoint_is_set()
    {
        var port = Ports.Free();
        using HttpListener collector = new() { Prefixes = { $"http://127.0.0.1:{port}/" } };
        collector.Start();
        ConcurrentBag<string> spans = [];
        var collecting = CollectAsync(collector, spans);
        await using var server = await RunningServer.StartAsync(
            database.ConnectionString, broker.Address,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{port}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"));
        await HearAsync();

        await SendAsync("总线", Sender);
        await PostAsync(server, "网页", null);
        await Eventually.ThatAsync(() => events.Keys, Is.SupersetOf((string[])["总线", "网页"]));

        // Text as it stands in the protocol's bytes; the id of a trace is its sixteen bytes.
        var id = Encoding.Latin1.GetString(Convert.FromHexString(Id));
        await Eventually.ThatAsync(
            () => spans.Where(batch => batch.Contains(id)), Has.Some.Contains("receive dispatch.file-order"));
        await Eventually.ThatAsync(() => spans.Where(batch => batch.Contains(id)), Has.Some.Contains("publish file"));
        Assert.That(events["总线"], Does.StartWith($"00-{Id}-"));
        Assert.That(events["网页"], Does.Match("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$"), "a trace of our own");
        collector.Stop();
        await collecting;
    }

    static async Task CollectAsync(HttpListener collector, ConcurrentBag<string> spans)
    {
        try
        {
            while (true)
            {
                var request = await collector.GetContextAsync();
                using MemoryStream body = new();
                await request.Request.InputStream.CopyToAsync(body);
                if (request.Request.Url!.AbsolutePath == "/v1/traces")
                    spans.Add(Encoding.Latin1.GetString(body.ToArray()));
                request.Response.ContentType = "application/x-protobuf";
                request.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task HearAsync()
    {
        await CommandQueues.DeclaredAsync(broker.Address);
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, "dispatch.steps", "#");
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, step) =>
        {
            var body = JsonElement.Parse(step.Body.Span);
            if (body.GetProperty("input").TryGetProperty("title", out var title))
            {
                events[title.GetString()!] =
                    step.BasicProperties.Headers?.TryGetValue("traceparent", out var trace) == true && trace is byte[] bytes
                        ? Encoding.UTF8.GetString(bytes)
                        : null;
            }

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
    }

    async Task SendAsync(string title, string trace)
    {
        var authorization = await OnTheBus.AuthorizationAsync(database.Database, DemoCallers.Community);
        BasicProperties properties = new()
        {
            MessageId = title,
            Headers = new Dictionary<string, object?> { ["authorization"] = authorization, ["traceparent"] = trace },
        };
        await channel.BasicPublishAsync(
            "", CommandQueues.FileOrder, mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(Journeys.Filing(title)));
    }

    static async Task PostAsync(RunningServer server, string title, string? trace)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/orders") { Content = JsonContent.Create(Journeys.Filing(title)) };
        if (trace is not null)
            request.Headers.Add("traceparent", trace);
        using var answer = await server.As(DemoCallers.Community).SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }
}
