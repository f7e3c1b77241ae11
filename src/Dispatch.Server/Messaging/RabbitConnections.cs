using RabbitMQ.Client;

namespace Dispatch.Server.Messaging;

/// <summary>Opens connections to the broker.</summary>
/// <remarks>Who uses one opens another when it breaks: that is easier to be sure of than the client's own recovery.</remarks>
/// <param name="largestFrame">In bytes, where it is to be less than the broker offers; 0 where not.</param>
public sealed class RabbitConnections(string address, uint largestFrame = 0)
{
    readonly ConnectionFactory factory = new()
    {
        Uri = new Uri(address),
        AutomaticRecoveryEnabled = false,
        ClientProvidedName = $"dispatch {Environment.MachineName} {Environment.ProcessId}",
        // The broker gives a connection up after two to three of these without a sign of life: a server that is halted loses the queue of
        // steps to another within ten seconds.
        RequestedHeartbeat = TimeSpan.FromSeconds(3),
        RequestedFrameMax = largestFrame,
        ContinuationTimeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Where the broker is, for people; without user and password.</summary>
    public string Name => $"RabbitMQ {factory.HostName}:{factory.Port}{(factory.VirtualHost == "/" ? "" : "/" + factory.VirtualHost)}";

    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker is away.</exception>
    public Task<IConnection> OpenAsync(CancellationToken cancel) => factory.CreateConnectionAsync(cancel);
}
