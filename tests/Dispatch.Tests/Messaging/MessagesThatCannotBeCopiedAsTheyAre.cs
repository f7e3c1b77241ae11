using System.Text;
using System.Text.Json;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using RabbitMQ.Client;

namespace Dispatch.Tests.Messaging;

/// <summary>What the broker takes from a sender it does not always take from us; such messages are set aside all the same.</summary>
public sealed class MessagesThatCannotBeCopiedAsTheyAre
{
    const string Good = "夜市音响太响";

    [Test]
    public async Task Each_ends_once_in_the_errors_and_those_behind_them_are_filed_once()
    {
        // A broker that was named from outside has no users of ours.
        await using var own = (await Services.RabbitMqAsync()).Owner is null ? PrivateServices.Begin(withPostgres: false) : null;
        var services = own ?? (await Services.RabbitMqAsync()).Owner!;
        await services.BrokerReady;
        await using var broker = await TestBroker.CreateOnAsync(services);
        Uri address = new(broker.Address);
        var sender = $"sender{address.AbsolutePath[^12..]}";
        await services.AddUserAsync(sender, address.AbsolutePath[1..]);
        await using var store = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RunningServer.StartAsync(store.ConnectionString, broker.Address);
        await CommandQueues.DeclaredAsync(broker.Address);
        ConnectionFactory factory = new() { Uri = address, UserName = sender, Password = sender };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));

        var authorization = await OnTheBus.AuthorizationAsync(store.Database, DemoCallers.Community);

        await SendAsync(channel, "{", new BasicProperties { MessageId = "user", UserId = sender });
        await SendAsync(channel, "{", new BasicProperties { MessageId = "headers", Headers = HeadersOfAlmostAFrame() });
        await SendAsync(channel, FilingWithUnknownFields(5000), Authorized("fields", authorization));
        await SendAsync(channel, "{", new BasicProperties { MessageId = "expiration", Expiration = "3600000" });
        await SendAsync(channel, JsonSerializer.Serialize(Journeys.Filing(Good)), Authorized("good", authorization));

        await Eventually.ThatAsync(() => FiledAsync(store), Is.EqualTo(1));
        await Eventually.ThatAsync(() => channel.MessageCountAsync(CommandQueues.Errors), Is.EqualTo(4));
        await server.StopAsync();

        // What the server had not acknowledged would be back in its queue now.
        Assert.That(await CommandQueues.WaitingAsync(broker.Address), Is.Zero);
        Assert.That(await FiledAsync(store), Is.EqualTo(1));
        Dictionary<string, BasicGetResult> errors = [];
        while (await channel.BasicGetAsync(CommandQueues.Errors, autoAck: true) is { } error)
            errors.Add(error.BasicProperties.MessageId!, error);
        Assert.That(errors.ToDictionary(error => error.Key, error => Header(error.Value, "dispatch-code")), Is.EqualTo(
            new Dictionary<string, string>
            {
                ["user"] = "unreadable",
                ["headers"] = "unreadable",
                ["fields"] = "bad-input",
                ["expiration"] = "unreadable",
            }));
        Assert.That(errors.Values.Select(error => Header(error, "dispatch-reason")), Has.None.Empty);
        Assert.That(errors["expiration"].BasicProperties.IsExpirationPresent(), Is.False, "it is there until somebody has seen it");
        Assert.That(Header(errors["user"], "dispatch-left-out"), Is.EqualTo("user-id"));
        Assert.That(Header(errors["headers"], "dispatch-left-out"), Does.StartWith("header-033, header-034"));
        Assert.That(JsonDocument.Parse(Header(errors["fields"], "dispatch-fields")).RootElement.TryGetProperty("…", out _), Is.True);
    }

    static async Task SendAsync(IChannel channel, string body, BasicProperties properties) =>
        await channel.BasicPublishAsync("", CommandQueues.FileOrder, mandatory: true, properties, Encoding.UTF8.GetBytes(body));

    static BasicProperties Authorized(string id, string authorization) => new()
    {
        MessageId = id,
        Headers = new Dictionary<string, object?> { ["authorization"] = authorization },
    };

    /// <summary>A frame holds 131,072 bytes; with our own headers beside them these would be more.</summary>
    static Dictionary<string, object?> HeadersOfAlmostAFrame()
    {
        var headers = Enumerable.Range(1, 130).ToDictionary(n => $"header-{n:000}", object? (_) => new string('a', 990));
        Assert.That(((IAmqpHeader)new BasicProperties { Headers = headers }).GetRequiredBufferSize(), Is.InRange(130_500, 131_000));
        return headers;
    }

    static string FilingWithUnknownFields(int count)
    {
        var filing = Enumerable.Range(1, count).ToDictionary(n => $"unknown-field-{n}", _ => "a");
        foreach (var (name, value) in ((string, string)[])[("alliance", Office.Alliance), ("category", "0128"), ("title", "a")])
            filing[name] = value;
        return JsonSerializer.Serialize(filing);
    }

    static async Task<long> FiledAsync(TestDatabase store)
    {
        await using var open = await store.OpenAsync();
        return await open.ExecuteScalarAsync<long>("select count(*) from orders where title = @title", new { title = Good });
    }

    static string Header(BasicGetResult message, string name) =>
        message.BasicProperties.Headers!.TryGetValue(name, out var value) && value is byte[] text ? Encoding.UTF8.GetString(text) : "";
}
