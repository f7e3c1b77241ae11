using System.Diagnostics;
using System.Text.Json;
using Dispatch.Tests.Support;
using RabbitMQ.Client;

namespace Dispatch.Benchmarks;

/// <summary>From the queue to the event on the bus: commands that wait in RabbitMQ, a server, and a consumer that counts.</summary>
static class BusBenchmark
{
    const int Orders = 30_000;
    const int Rounds = 3;

    // The server starts cold, and the runtime compiles for the first ten seconds: those are not counted.
    static int NotCounted => Orders * Steps.Length / 2;

    static readonly (string Caller, string Step, object? Input)[] Steps =
    [
        ("demo-secretariat", "accept", null),
        ("demo-chair", "assign", new { lead = "chengguan" }),
        ("demo-member-chengguan", "claim", null),
        ("demo-member-chengguan", "resolve", new { note = "喇叭已收走,商户签了承诺书。" }),
        ("demo-community", "confirm", new { rating = 5 }),
    ];

    public static async Task RunAsync()
    {
        List<(double Bus, Figures Desk)> pairs = [];
        for (var round = 0; round < Rounds; round++)
        {
            await using var office = await Office.OpenAsync("postgres");
            var desk = await DeskBenchmark.DeskAsync(office, 128);
            pairs.Add((await QueueToEventAsync(office), desk));
        }

        var (bus, alone) = pairs.OrderBy(pair => pair.Bus / pair.Desk.PerSecond).ElementAt(Rounds / 2);
        Console.WriteLine($"\nQueue to event, {Orders * Steps.Length} commands with message ids");
        Console.WriteLine($"              bus     {bus,8:0} steps/s");
        Console.WriteLine($" 128 callers  desk    {alone}   ratio {bus / alone.PerSecond:0.00}");
    }

    /// <returns>Steps a second between the first event that counts and the last.</returns>
    static async Task<double> QueueToEventAsync(Office office)
    {
        await using var broker = await TestBroker.CreateAsync();
        await using var server = await RunningServer.StartAsync(office.ConnectionString, broker.Address);
        var orders = await Task.WhenAll(Enumerable.Range(0, Orders).Select(n => office.FilesAsync($"夜市喇叭太吵 {n}")));
        var numbers = orders.Select(order => order.Number).ToList();
        await server.StopAsync();

        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(true, true, outstandingPublisherConfirmationsRateLimiter: null));
        foreach (var (caller, step, input) in Steps)
        {
            var authorization = await OnTheBus.AuthorizationAsync(office.Database, caller);
            await Task.WhenAll(numbers.Select(number => SendAsync(channel, number, authorization, step, input)));
        }

        var events = await channel.QueueDeclareAsync();
        foreach (var (_, step, _) in Steps)
            await channel.QueueBindAsync(events.QueueName, "dispatch.steps", $"*.*.{step}");
        TaskCompletionSource<double> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var (seen, first) = (0, 0L);
        await channel.BasicConsumeAsync(events.QueueName, autoAck: true, new Counter(channel, () =>
        {
            if (++seen == NotCounted)
                first = Stopwatch.GetTimestamp();
            if (seen == Orders * Steps.Length)
                done.TrySetResult((seen - NotCounted) / Stopwatch.GetElapsedTime(first).TotalSeconds);
        }));

        await server.StartAgainAsync();
        return await done.Task.WaitAsync(TimeSpan.FromMinutes(3));
    }

    /// <summary>Does as little as a consumer can: it shares the machine with what it measures.</summary>
    sealed class Counter(IChannel channel, Action count) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
            IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            count();
            return Task.CompletedTask;
        }
    }

    static async Task SendAsync(IChannel channel, string number, string authorization, string step, object? input)
    {
        BasicProperties properties = new()
        {
            MessageId = $"{number}/{step}",
            ContentType = "application/json",
            Persistent = true,
            Headers = new Dictionary<string, object?> { ["authorization"] = authorization },
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(new { order = number, step, input });
        await channel.BasicPublishAsync("", "dispatch.take-step", mandatory: true, properties, body);
    }
}
