using System.Text.Json;
using System.Threading.Channels;
using Dispatch.Server.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Server.Live;

/// <summary>Hears the steps of every server on a queue of its own, which ends with the connection, and tells the pages here.</summary>
/// <remarks>What is published while the broker cannot be reached is not heard; once it can, every page looks for itself.</remarks>
public sealed class RabbitSteps(
    RabbitConnections connections, LiveSteps steps, ForeignSteps foreign, TimeProvider time, ILogger<RabbitSteps> log)
    : BackgroundService
{
    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>How many steps may wait for a server that is halted; then the oldest go, and its pages look within a minute.</summary>
    const int MostWaiting = 100_000;

    /// <summary>How many steps are told together.</summary>
    const int MostTogether = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => failing = false, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    log.LogWarning(error, "Pages do not hear of steps that other servers take until the broker can be reached");
                failing = true;
            }
            catch (Exception)
            {
                break; // told to stop; a connection that breaks just then is no news
            }

            await Task.Delay(PauseAfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Returns when the connection is gone.</summary>
    async Task ListenAsync(Action listening, CancellationToken stopping)
    {
        await using var connection = await connections.OpenAsync(stopping);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stopping);
        await RabbitTopology.DeclareAsync(channel, stopping);
        var queue = await channel.QueueDeclareAsync(
            "", durable: false, exclusive: true, autoDelete: true, new Dictionary<string, object?> { ["x-max-length"] = MostWaiting },
            cancellationToken: stopping);
        await channel.QueueBindAsync(queue.QueueName, RabbitTopology.Steps, "#", cancellationToken: stopping);

        var heard = Channel.CreateBounded<ForeignStep>(MostTogether);
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            if (Read(message.Body.Span) is { } step)
                await heard.Writer.WriteAsync(step, stopping);
        };
        consumer.UnregisteredAsync += (_, _) => Task.FromResult(heard.Writer.TryComplete());
        channel.ChannelShutdownAsync += (_, _) => Task.FromResult(heard.Writer.TryComplete());
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, stopping);

        listening();
        steps.TellAll();
        try
        {
            while (await heard.Reader.WaitToReadAsync(stopping))
            {
                List<ForeignStep> together = [];
                while (together.Count < MostTogether && heard.Reader.TryRead(out var step))
                    together.Add(step);
                await foreign.TellAsync(together, stopping);
            }
        }
        finally
        {
            heard.Writer.TryComplete(); // the channel does not close while a message waits to be taken in here
        }
    }

    /// <returns>Null where it is no step.</returns>
    ForeignStep? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonSerializer.Deserialize<ForeignStep>(body, EventBody.Options) is { Alliance: not null, Number: not null } step)
                return step;
        }
        catch (JsonException error)
        {
            // Anybody with the right to may publish there.
            log.LogWarning(error, "A message on {Exchange} is no step", RabbitTopology.Steps);
        }

        return null;
    }
}
