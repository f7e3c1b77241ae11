using System.Text;
using Dapper;
using Npgsql;
using RabbitMQ.Client;

namespace Dispatch.Tests.Support;

public sealed class APairOfPrivateServices
{
    PrivateServices services = null!;

    [OneTimeSetUp]
    public async Task Starts() => services = await PrivateServices.StartAsync();

    [OneTimeTearDown]
    public async Task Stops() => await services.DisposeAsync();

    [Test]
    public async Task A_confirmed_message_survives_a_kill_of_the_broker()
    {
        await using var broker = await TestBroker.CreateOnAsync(services);
        var factory = new ConnectionFactory { Uri = new Uri(broker.Address), AutomaticRecoveryEnabled = false };
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using (var connection = await factory.CreateConnectionAsync())
        {
            await using var channel = await connection.CreateChannelAsync(confirmed);
            await channel.QueueDeclareAsync(
                "orders", durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
            await services.SettleBrokerAsync();
            await channel.BasicPublishAsync(
                exchange: "", "orders", mandatory: true, new BasicProperties { Persistent = true }, "Bin not emptied"u8.ToArray());

            await services.KillBrokerAsync();
        }

        Assert.That(() => factory.CreateConnectionAsync(), Throws.Exception, "the broker is gone");
        await services.StartBrokerAsync();

        await Eventually.ThatAsync(() => TakeAsync(factory, "orders"), Is.EqualTo("Bin not emptied"));
    }

    [Test]
    public async Task A_committed_row_survives_a_kill_of_PostgreSQL()
    {
        await using var database = await TestDatabase.CreateOnAsync(services.PostgresConnectionString);
        await using (var connection = await database.OpenAsync())
        {
            await connection.ExecuteAsync("create table orders (title text)");
            await connection.ExecuteAsync("insert into orders values ('Bin not emptied')");

            await services.KillPostgresAsync();
        }

        NpgsqlConnection.ClearAllPools();
        Assert.That(() => database.OpenAsync(), Throws.InstanceOf<NpgsqlException>(), "the server is gone");
        await services.StartPostgresAsync();

        await using var again = await database.OpenAsync();
        Assert.That(await again.ExecuteScalarAsync<string>("select title from orders"), Is.EqualTo("Bin not emptied"));
    }

    [Test]
    public async Task Private_services_can_be_stopped_and_started_again()
    {
        await services.RestartPostgresAsync();
        await services.RestartBrokerAsync();

        await using var database = await TestDatabase.CreateOnAsync(services.PostgresConnectionString);
        await using var broker = await TestBroker.CreateOnAsync(services);
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        Assert.That(connection.IsOpen);
    }

    static async Task<string?> TakeAsync(ConnectionFactory factory, string queue)
    {
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.BasicGetAsync(queue, autoAck: true) is { } message ? Encoding.UTF8.GetString(message.Body.Span) : null;
    }
}
