namespace Dispatch.Tests.Support;

/// <summary>The PostgreSQL and the RabbitMQ that all tests of a run share, started when the first test asks.</summary>
/// <remarks>
/// The environment variables <c>DISPATCH_TEST_POSTGRES</c> (a connection string with the right to create databases) and
/// <c>DISPATCH_TEST_RABBITMQ</c> (an amqp address) name existing ones instead. Never stop the shared ones:
/// a test that breaks a service starts its own <see cref="PrivateServices"/>.
/// </remarks>
static class Services
{
    static readonly string? ExternalPostgres = Variable("DISPATCH_TEST_POSTGRES");
    static readonly string? ExternalRabbitMq = Variable("DISPATCH_TEST_RABBITMQ");

    // Both at once, whichever is asked for first: the broker takes seconds to boot.
    static readonly Lazy<PrivateServices> Own = new(() => PrivateServices.Begin(ExternalPostgres is null, ExternalRabbitMq is null));

    public static async Task<PostgresServer> PostgresAsync()
    {
        if (ExternalPostgres is not null) return new PostgresServer(ExternalPostgres);

        await Own.Value.PostgresReady;
        return new PostgresServer(Own.Value.PostgresConnectionString);
    }

    public static async Task<RabbitMqServer> RabbitMqAsync()
    {
        if (ExternalRabbitMq is not null) return new RabbitMqServer(ExternalRabbitMq, Owner: null);

        await Own.Value.BrokerReady;
        return new RabbitMqServer(Own.Value.RabbitMqAddress, Own.Value);
    }

    /// <summary>At the end of the run.</summary>
    public static async Task StopAsync()
    {
        if (Own.IsValueCreated) await Own.Value.DisposeAsync();
    }

    static string? Variable(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}

sealed record PostgresServer(string ConnectionString);

/// <param name="Address">Without a vhost where the server is our own.</param>
/// <param name="Owner">Who can add vhosts to it; nobody for a server that was named from outside.</param>
sealed record RabbitMqServer(string Address, PrivateServices? Owner);
