using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using RabbitMQ.Client;

namespace Dispatch.Tests.Stories;

/// <summary>A server that is halted keeps its connections open, and with them the queue of steps, until the broker misses it.</summary>
public sealed class AServerThatIsHalted
{
    [Test]
    public async Task A_halted_server_loses_the_intake_to_another_within_about_ten_seconds()
    {
        await using var database = await TestDatabase.CreateAsync("postgres");
        await using var broker = await TestBroker.CreateAsync();
        await using var halts = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        await CommandQueues.DeclaredAsync(broker.Address);
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await Eventually.ThatAsync(() => channel.ConsumerCountAsync(CommandQueues.TakeStep), Is.EqualTo(1));
        await using var stays = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        await Eventually.ThatAsync(() => channel.ConsumerCountAsync(CommandQueues.FileOrder), Is.EqualTo(2));
        using var filed = await stays.As(DemoCallers.Community).PostAsJsonAsync("/api/orders", Journeys.Filing("夜市音响太响"));
        var number = (await filed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("number").GetString()!;

        var secretary = await OnTheBus.AuthorizationAsync(database.Database, DemoCallers.Secretariat);

        halts.Halt();
        await SendAsync(channel, secretary, number, "accept");
        await Eventually.ThatAsync(() => StageAsync(database, number), Is.EqualTo("accepted"), TimeSpan.FromSeconds(13));
        halts.GoOn();
        await SendAsync(channel, secretary, number, "comment");
        await Eventually.ThatAsync(() => StepsAsync(database, number), Is.EqualTo((string[])["file", "accept", "comment"]));

        Assert.That(await halts.StopAsync(), Is.Zero);
        Assert.That(await stays.StopAsync(), Is.Zero);
        Assert.That(await StepsAsync(database, number), Is.EqualTo((string[])["file", "accept", "comment"]), "each once");
        Assert.That(await channel.MessageCountAsync(CommandQueues.TakeStep), Is.Zero);
        Assert.That(await channel.MessageCountAsync(CommandQueues.Errors), Is.Zero);
    }

    static async Task SendAsync(IChannel channel, string authorization, string number, string step)
    {
        BasicProperties properties = new()
        {
            MessageId = step,
            Headers = new Dictionary<string, object?> { ["authorization"] = authorization },
        };
        var input = step == "comment" ? new { text = "已联系" } : null;
        var body = JsonSerializer.SerializeToUtf8Bytes(new { order = number, step, input });
        await channel.BasicPublishAsync("", CommandQueues.TakeStep, mandatory: true, properties, body);
    }

    static async Task<string?> StageAsync(TestDatabase database, string number)
    {
        await using var open = await database.OpenAsync();
        return await open.ExecuteScalarAsync<string>("select stage from orders where number = @number", new { number });
    }

    static async Task<IEnumerable<string>> StepsAsync(TestDatabase database, string number)
    {
        await using var open = await database.OpenAsync();
        return await open.QueryAsync<string>(
            "select step from history where order_id = (select id from orders where number = @number) order by sequence", new { number });
    }
}
