using Dispatch.Accounts;
using Dispatch.Outbox;
using Dispatch.Server.Live;
using Dispatch.Server.Telemetry;
using MassTransit;

namespace Dispatch.Server.Messaging;

/// <summary>Which bus the house is on.</summary>
public static class Bus
{
    /// <summary>RabbitMQ when its address is set, else the in-process bus; in either case the relay that feeds it.</summary>
    public static IServiceCollection AddBus(this IServiceCollection services, Settings settings)
    {
        if (settings.Broker is { } broker)
        {
            services.AddSingleton(new RabbitConnections(broker))
                .AddSingleton(house => new BusName(house.GetRequiredService<RabbitConnections>().Name))
                .AddSingleton<RabbitPublisher>()
                .AddSingleton<Publish>(house => house.GetRequiredService<RabbitPublisher>().PublishAsync)
                // A broker is open to more than this machine: the demo's words are nobody's there.
                .AddSingleton(house => ActivatorUtilities.CreateInstance<RabbitIntake>(
                    house, (FindCaller)house.GetRequiredService<CallerDirectory>().FindAsync))
                .AddHostedService(house => house.GetRequiredService<RabbitIntake>())
                .AddSingleton<ForeignSteps>()
                .AddHostedService<RabbitSteps>()
                .AddSingleton(house => new Backlog(Backlog.Intake, house.GetRequiredService<RabbitIntake>().WaitingAsync))
                .AddSingleton<BusState>(house => () => house.GetRequiredService<RabbitIntake>().IsListening
                    ? new BusHealth(true, "connected")
                    // Not a reason to send requests elsewhere: steps are taken all the same, and their events wait.
                    : new BusHealth(true, "reconnecting"));
        }
        else
        {
            services.AddInProcessBus()
                .AddSingleton(new BusName("in-process (MassTransit, in memory); it ends with this process"))
                .AddSingleton(house => InProcessBus.PublishTo(house.GetRequiredService<IBus>()))
                .AddSingleton<BusState>(() => new BusHealth(true, "in-memory"));
        }

        return services.AddSingleton<OutboxRelay>().AddHostedService<OutboxWorker>();
    }
}

/// <summary>The bus in words, for people.</summary>
public sealed record BusName(string Text);
