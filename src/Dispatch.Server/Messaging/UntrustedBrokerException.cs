using RabbitMQ.Client.Exceptions;

namespace Dispatch.Server.Messaging;

/// <summary>The broker is there, and its certificate is none that is trusted: an outage like any other, with its reason.</summary>
sealed class UntrustedBrokerException(string name, string distrust, Exception cause) : BrokerUnreachableException(cause)
{
    public override string Message => $"{name} is not trusted: {distrust}.";
}
