using Dispatch.Contracts;
using RabbitMQ.Client;

namespace Dispatch.Server.Messaging;

/// <summary>The exchanges and queues of the house; declaring them again changes nothing.</summary>
public static class RabbitTopology
{
    /// <summary>Every step, as plain JSON, with the routing key <c>&lt;alliance&gt;.&lt;workflow&gt;.&lt;step&gt;</c>.</summary>
    public const string Steps = "dispatch.steps";

    /// <summary>For senders who may not address queues: takes commands, with the routing key of <see cref="KeyOf"/>.</summary>
    public const string Commands = "dispatch.commands";

    public const string FileOrder = "dispatch.file-order";
    public const string TakeStep = "dispatch.take-step";

    /// <summary>What could not be read or was refused, with the reason in its headers.</summary>
    public const string Errors = "dispatch.errors";

    /// <summary>The routing key by which a command goes through the exchange of all commands to its queue.</summary>
    public static string KeyOf(string queue) => queue["dispatch.".Length..];

    public static async Task DeclareAsync(IChannel channel, CancellationToken cancel)
    {
        await channel.ExchangeDeclareAsync(Steps, ExchangeType.Topic, durable: true, cancellationToken: cancel);

        // MassTransit's consumers listen to an exchange named after the record; ours feeds those exchanges by the kind of step.
        await FeedAsync(channel, typeof(OrderStep), "#", cancel);
        foreach (var (step, type) in EventBody.Types)
            await FeedAsync(channel, type, $"*.*.{step}", cancel);

        // A topic exchange, so that a sender's rights may be narrowed to one kind of command.
        await channel.ExchangeDeclareAsync(Commands, ExchangeType.Topic, durable: true, cancellationToken: cancel);
        await channel.QueueDeclareAsync(Errors, durable: true, exclusive: false, autoDelete: false, Quorum(), cancellationToken: cancel);
        foreach (var queue in (string[])[FileOrder, TakeStep])
        {
            // A message that the broker gives up on goes to the errors, not away.
            var arguments = Quorum();
            arguments["x-dead-letter-exchange"] = "";
            arguments["x-dead-letter-routing-key"] = Errors;
            arguments["x-dead-letter-strategy"] = "at-least-once";
            arguments["x-overflow"] = "reject-publish";
            // Steps on one order that were queued one behind the other are taken so, also where several servers listen: one of them does,
            // and another takes over when it goes. Filings have no such order.
            if (queue == TakeStep)
                arguments["x-single-active-consumer"] = true;
            await channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancel);

            // For senders who address an exchange, as MassTransit does with "exchange:dispatch.file-order".
            await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, cancellationToken: cancel);
            await channel.QueueBindAsync(queue, queue, "", cancellationToken: cancel);
            await channel.QueueBindAsync(queue, Commands, KeyOf(queue), cancellationToken: cancel);
        }
    }

    static async Task FeedAsync(IChannel channel, Type type, string pattern, CancellationToken cancel)
    {
        var exchange = $"{type.Namespace}:{type.Name}";
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancel);
        await channel.ExchangeBindAsync(exchange, Steps, pattern, cancellationToken: cancel);
    }

    static Dictionary<string, object?> Quorum() => new() { ["x-queue-type"] = "quorum" };
}
