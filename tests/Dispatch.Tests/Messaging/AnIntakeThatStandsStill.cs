using System.Net;
using System.Text.Json;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Server.Messaging;
using Dispatch.Server.Telemetry;
using Dispatch.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Dispatch.Tests.Messaging;

public sealed class AnIntakeThatStandsStill
{
    [Test]
    public async Task Is_seen_by_readiness_after_a_minute_and_until_it_moves_again()
    {
        await using var broker = await TestBroker.CreateAsync();
        await using var api = await ApiHost.StartAsync(engine: "postgres", more: services => services
            .AddSingleton(new RabbitConnections(broker.Address))
            .AddSingleton<RabbitIntake>()
            .AddHostedService(house => house.GetRequiredService<RabbitIntake>())
            .AddSingleton(house => new Backlog(Backlog.Intake, house.GetRequiredService<RabbitIntake>().WaitingAsync)));
        var intake = api.Services.GetRequiredService<RabbitIntake>();
        await Eventually.ThatAsync(() => Task.FromResult(intake.IsListening), Is.True);
        Assert.That(await StandingStillAsync(api), Is.Empty);

        await using (var blocking = await api.Database.ConnectAsync())
        {
            await using var transaction = await blocking.BeginTransactionAsync();
            await blocking.ExecuteAsync("lock table orders in exclusive mode", transaction: transaction);
            await FileAsync(api, broker);
            await Eventually.ThatAsync(() => intake.WaitingAsync(CancellationToken.None), Has.Property("Count").GreaterThan(0));

            Assert.That(await StandingStillAsync(api), Is.Empty, "it has only begun to wait");
            api.Time.Advance(TimeSpan.FromSeconds(59));
            Assert.That(await StandingStillAsync(api), Is.Empty);
            api.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.That(await StandingStillAsync(api), Is.EqualTo((string[])["intake"]));
            Assert.That((await api.GetAsync(null, "/readyz")).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        }

        await Eventually.ThatAsync(() => StandingStillAsync(api), Is.Empty);
        await Eventually.ThatAsync(() => intake.WaitingAsync(CancellationToken.None), Is.Null);
    }

    static async Task<IReadOnlyList<string>> StandingStillAsync(ApiHost api)
    {
        var reply = await api.GetAsync(null, "/readyz");
        return reply["standingStill"].ValueKind == JsonValueKind.Array ? reply.Texts("standingStill") : [];
    }

    static async Task FileAsync(ApiHost api, TestBroker broker)
    {
        var token = await TokenStore.CreateAsync(api.Database, Situations.CommunityWorker.Id, null, "bus", Situations.Monday);
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        BasicProperties properties = new()
        {
            ContentType = "application/json",
            MessageId = "noise",
            Headers = new Dictionary<string, object?> { ["authorization"] = $"Bearer {token}" },
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(new { alliance = "shengyang", category = "0128", title = "夜市音响太响" });
        await channel.BasicPublishAsync("", RabbitTopology.FileOrder, mandatory: true, properties, body);
    }
}
