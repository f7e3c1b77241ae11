using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Tests.Support;

/// <summary>Like <see cref="HttpLoad"/>, over the bus: files orders by messages and requests the next step as each is published.</summary>
/// <remarks>The broker must run throughout. A step that is published twice makes two requests with the same message id.</remarks>
sealed class BusLoad : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, Promise> promises = new();
    readonly ConcurrentDictionary<string, string> titles = new(); // by number
    readonly ConcurrentDictionary<string, string> closed = new();
    readonly HashSet<string> own;
    readonly IConnection connection;
    readonly IChannel channel;

    readonly Dictionary<string, (string Person, string Token)> people = [];

    BusLoad(IConnection connection, IChannel channel, string name, int orders)
    {
        (this.connection, this.channel) = (connection, channel);
        Titles = [.. Enumerable.Range(1, orders).Select(n => $"{name} {n}")];
        own = [.. Titles];
    }

    public IReadOnlyList<string> Titles { get; }

    /// <summary>Commands that the broker has confirmed.</summary>
    public IReadOnlyCollection<Promise> Promises => [.. promises.Values];

    /// <summary>How many orders have come to their end, as published.</summary>
    public int Closed => closed.Count;

    /// <summary>Listens for the steps, once the server has declared its queues.</summary>
    /// <param name="database">Of the server, with its alliance.</param>
    public static Task<BusLoad> ConnectAsync(TestDatabase database, string broker, string name, int orders) =>
        ConnectAsync(caller => OnTheBus.PersonAsync(database.Database, caller), broker, name, orders);

    /// <inheritdoc cref="ConnectAsync(TestDatabase, string, string, int)"/>
    /// <param name="person">Somebody at the desk of a caller of the demo, with a token.</param>
    public static async Task<BusLoad> ConnectAsync(
        Func<string, Task<(string Person, string Token)>> person, string broker, string name, int orders)
    {
        await CommandQueues.DeclaredAsync(broker);
        var connection = await new ConnectionFactory { Uri = new Uri(broker), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: null));
        BusLoad load = new(connection, channel, name, orders);
        foreach (var caller in Journeys.Steps.Select(leg => leg.Caller).Distinct())
            load.people[caller] = await person(caller);

        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, "dispatch.steps", "#");
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, delivery) => { load.Hear(JsonElement.Parse(delivery.Body.Span)); return Task.CompletedTask; };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return load;
    }

    /// <summary>Files all orders; the next steps are requested as steps are published.</summary>
    public Task FileAsync() => Task.WhenAll(Titles.Select(title => AskAsync(title, "", Journeys.Steps[0])));

    void Hear(JsonElement step)
    {
        var number = step.GetProperty("number").GetString()!;
        if (step.GetProperty("step").GetString() == "file"
            && step.GetProperty("input").GetProperty("title").GetString() is { } filed
            && own.Contains(filed))
        {
            titles[number] = filed;
        }

        if (!titles.TryGetValue(number, out var title))
            return; // somebody else's

        var sequence = step.GetProperty("sequence").GetInt32();
        if (sequence < Journeys.Steps.Count)
            _ = AskAsync(title, number, Journeys.Steps[sequence]);
        else
            closed[number] = title;
    }

    async Task AskAsync(string title, string number, Journeys.Leg leg)
    {
        var (person, token) = people[leg.Caller];
        var body = leg.Step == "file" ? Journeys.Filing(title) : new { order = number, step = leg.Step, input = leg.Input };
        BasicProperties properties = new()
        {
            Persistent = true,
            ContentType = "application/json",
            MessageId = Journeys.Key(title, leg.Step),
            Headers = new Dictionary<string, object?> { ["authorization"] = $"Bearer {token}" },
        };
        var queue = leg.Step == "file" ? CommandQueues.FileOrder : CommandQueues.TakeStep;
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(body));
        Promise promise = new(title, leg.Step, person, null, null);
        promises[promise.Key] = promise;
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
