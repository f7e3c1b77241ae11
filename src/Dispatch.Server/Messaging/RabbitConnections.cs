using RabbitMQ.Client;

namespace Dispatch.Server.Messaging;

/// <summary>Opens connections to the broker.</summary>
/// <remarks>Who uses one opens another when it breaks: that is easier to be sure of than the client's own recovery.</remarks>
public sealed class RabbitConnections(string address)
{
    readonly ConnectionFactory factory = new()
    {
        Uri = new Uri(address),
        AutomaticRecoveryEnabled = false,
        ClientProvidedName = $"dispatch {Environment.MachineName} {Environment.ProcessId}",
        RequestedHeartbeat = TimeSpan.FromSeconds(15),
        ContinuationTimeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Where the broker is, for people; without user and password.</summary>
    public string Name => $"RabbitMQ {factory.HostName}:{factory.Port}{(factory.VirtualHost == "/" ? "" : "/" + factory.VirtualHost)}";

    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker is away.</exception>
    public Task<IConnection> OpenAsync(CancellationToken cancel) => factory.CreateConnectionAsync(cancel);
}
