using System.Security.Authentication;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Server.Messaging;

/// <summary>Opens connections to the broker.</summary>
/// <remarks>Who uses one opens another when it breaks: that is easier to be sure of than the client's own recovery.</remarks>
public sealed class RabbitConnections
{
    readonly RabbitAddress address;
    readonly ConnectionFactory factory;

    /// <param name="address">As the setting has it, with the certificates that it names.</param>
    /// <param name="largestFrame">In bytes, where it is to be less than the broker offers; 0 where not.</param>
    /// <exception cref="Dispatch.Language.UserErrorException">The address cannot be read, or a certificate cannot be used.</exception>
    public RabbitConnections(string address, uint largestFrame = 0)
    {
        this.address = new RabbitAddress(address);
        factory = new ConnectionFactory
        {
            Uri = this.address.Uri,
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = $"dispatch {Environment.MachineName} {Environment.ProcessId}",
            // The broker gives a connection up after two to three of these without a sign of life: a server that is halted loses the queue
            // of steps to another within ten seconds.
            RequestedHeartbeat = TimeSpan.FromSeconds(3),
            RequestedFrameMax = largestFrame,
            ContinuationTimeout = TimeSpan.FromSeconds(10),
        };
        if (this.address.Tls is { } tls)
            factory.Ssl = tls;
    }

    /// <summary>Where the broker is, for people; without user and password.</summary>
    public string Name => $"RabbitMQ {factory.HostName}:{factory.Port}{(factory.VirtualHost == "/" ? "" : "/" + factory.VirtualHost)}";

    /// <exception cref="BrokerUnreachableException">The broker is away, or is not trusted.</exception>
    public async Task<IConnection> OpenAsync(CancellationToken cancel)
    {
        try
        {
            return await factory.CreateConnectionAsync(cancel);
        }
        catch (BrokerUnreachableException error) when (address.Distrust is { } distrust && IsOfTrust(error))
        {
            throw new UntrustedBrokerException(Name, distrust, error);
        }
    }

    static bool IsOfTrust(Exception? error) => error switch
    {
        null => false,
        AuthenticationException => true,
        AggregateException several => several.InnerExceptions.Any(IsOfTrust),
        _ => IsOfTrust(error.InnerException),
    };
}
