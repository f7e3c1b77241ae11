using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Outbox;
using Dispatch.Server.Telemetry;
using MassTransit;

namespace Dispatch.Server.Messaging;

/// <summary>The bus of the embedded set-up: MassTransit's in-memory transport, which ends with the process.</summary>
public static class InProcessBus
{
    public static IServiceCollection AddInProcessBus(this IServiceCollection services)
    {
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
        });
        return services;
    }

    /// <summary>Publishes each step as its record, so that consumers may ask for one kind or for all (<see cref="OrderStep"/>).</summary>
    public static Publish PublishTo(IBus bus) => async (messages, cancel) =>
    {
        foreach (var message in messages)
        {
            var type = EventBody.Types[message.Step];
            var step = JsonSerializer.Deserialize(EventBody.Of(message), type, EventBody.Options)!;
            var trace = Traces.Publishing(message.Step, message.Number, message.Trace);
            await bus.Publish(
                step, type,
                context =>
                {
                    context.MessageId = message.EventId;
                    if (trace is not null)
                        context.Headers.Set(Traces.Header, trace);
                },
                cancel);
        }

        HouseMeter.CountPublished(messages.Count);
    };
}
