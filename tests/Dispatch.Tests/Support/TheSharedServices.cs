using Dapper;
using RabbitMQ.Client;

namespace Dispatch.Tests.Support;

public sealed class TheSharedServices
{
    [TestCase("sqlite")]
    [TestCase("postgres")]
    public async Task Two_test_databases_are_independent(string engine)
    {
        await using var ours = await TestDatabase.CreateAsync(engine);
        await using var theirs = await TestDatabase.CreateAsync(engine);
        await using var here = await ours.OpenAsync();
        await using var there = await theirs.OpenAsync();

        await here.ExecuteAsync("create table orders (id int)");
        await here.ExecuteAsync("insert into orders values (1)");
        await there.ExecuteAsync("create table orders (id int)");

        Assert.That(await here.ExecuteScalarAsync<int>("select count(*) from orders"), Is.EqualTo(1));
        Assert.That(await there.ExecuteScalarAsync<int>("select count(*) from orders"), Is.Zero);
    }

    [Test]
    public async Task A_test_database_that_is_still_in_use_is_dropped()
    {
        var server = (await Services.PostgresAsync()).ConnectionString;
        var database = await TestDatabase.CreateOnAsync(server);
        await using var forgotten = await database.OpenAsync();

        await database.DisposeAsync();

        Assert.That(() => database.OpenAsync(), Throws.InstanceOf<Npgsql.PostgresException>().With.Property("SqlState").EqualTo("3D000"));
    }

    [Test]
    public async Task A_test_vhost_carries_messages()
    {
        await using var broker = await TestBroker.CreateAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync();

        await channel.BasicPublishAsync(exchange: "", queue.QueueName, "Bin not emptied"u8.ToArray());

        await Eventually.ThatAsync(() => channel.MessageCountAsync(queue.QueueName), Is.EqualTo(1));
    }
}
