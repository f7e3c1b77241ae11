using System.Collections.Concurrent;
using Dispatch.Accounts;
using Dispatch.Contracts;
using Dispatch.Orders;
using Dispatch.Outbox;
using Dispatch.Server.Messaging;
using Dispatch.Storage;
using Dispatch.Tests.Support;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dispatch.Tests.Messaging;

/// <summary>Programs that know the contracts and MassTransit, and nothing else of this house.</summary>
public sealed class ConsumersOfOtherPeople
{
    [Test]
    public async Task Hear_one_kind_of_step_by_its_type_or_all_of_them_together()
    {
        await using var store = await TestDatabase.CreateAsync("sqlite");
        await using var broker = await TestBroker.CreateAsync();
        ConcurrentQueue<OrderAssigned> assigned = new();
        ConcurrentQueue<OrderStep> steps = new();
        var bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(broker.Address));
            // A queue for each: raw JSON names no type, so that everything in a queue is for all its consumers.
            rabbit.ReceiveEndpoint("theirs-assigned", endpoint =>
            {
                endpoint.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
                endpoint.Handler<OrderAssigned>(context => Keep(assigned, context));
            });
            rabbit.ReceiveEndpoint("theirs-all", endpoint =>
            {
                endpoint.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
                endpoint.Handler<OrderStep>(context => Keep(steps, context));
            });
        });
        await bus.StartAsync();
        try
        {
            // It files the orders of the demo as it starts, and publishes what happened to them.
            await using var server = await RunningServer.StartAsync(store.ConnectionString, broker.Address);
            await using var database = Database.At(store.ConnectionString);
            var published = await Eventually.ThatAsync(
                () => PublishedAsync(database),
                Has.Count.AtLeast(20).And.Some.Property(nameof(OutboxMessage.Step)).EqualTo("assign"));

            await Eventually.ThatAsync(
                () => steps.Select(step => step.EventId).ToHashSet(),
                Is.EquivalentTo(published.Select(message => message.EventId)));
            await Eventually.ThatAsync(
                () => assigned.Select(step => step.EventId).ToHashSet(),
                Is.EquivalentTo(published.Where(message => message.Step == "assign").Select(message => message.EventId)));
            Assert.That(assigned.Select(step => step.Input.Lead), Has.None.Empty);
            Assert.That(assigned.Select(step => step.Step).Distinct(), Is.EqualTo(new[] { "assign" }));
        }
        finally
        {
            await bus.StopAsync();
        }
    }

    [Test]
    public async Task File_an_order_by_an_ordinary_message()
    {
        await using var store = await TestDatabase.CreateAsync("sqlite");
        await using var broker = await TestBroker.CreateAsync();
        await using var server = await RunningServer.StartAsync(store.ConnectionString, broker.Address);
        await using var database = Database.At(store.ConnectionString);
        var authorization = await OnTheBus.AuthorizationAsync(database, DemoCallers.Community, "hotline");
        var bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(new Uri(broker.Address)));
        await bus.StartAsync();
        try
        {
            var queue = await bus.GetSendEndpoint(new Uri("exchange:dispatch.file-order"));
            await queue.Send(
                new FileOrder
                {
                    Alliance = Office.Alliance,
                    Category = "0128",
                    Title = "夜市音响太响",
                    Merchant = new Merchant("林记茶行", null, "延宁路 8 号"),
                    Source = "hotline",
                    ExternalId = "12345-1",
                },
                context => context.Headers.Set("authorization", authorization));

            await Eventually.ThatAsync(
                async () => (await OrderList.KnownAsync(database, Office.Alliance, "hotline", ["12345-1"])).Keys,
                Is.EquivalentTo(new[] { "12345-1" }));
        }
        finally
        {
            await bus.StopAsync();
        }
    }

    [Test]
    public async Task Hear_the_same_records_on_the_bus_of_one_process()
    {
        await using var office = await Office.OpenAsync("sqlite");
        await office.ClosesAsync("夜市音响太响");
        ServiceCollection services = new();
        services.AddLogging().AddInProcessBus();
        await using var house = services.BuildServiceProvider();
        var hosted = house.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
            await service.StartAsync(default);
        var bus = house.GetRequiredService<IBus>();
        ConcurrentQueue<OrderAssigned> assigned = new();
        ConcurrentQueue<OrderStep> steps = new();
        var listening = bus.ConnectReceiveEndpoint("theirs", endpoint =>
        {
            endpoint.Handler<OrderAssigned>(context => Keep(assigned, context));
            endpoint.Handler<OrderStep>(context => Keep(steps, context));
        });
        await listening.Ready;

        OutboxRelay relay = new(office.Database, InProcessBus.PublishTo(bus), office.Time);
        Assert.That(await relay.RunOnceAsync(), Is.EqualTo(6));

        await Eventually.ThatAsync(
            () => steps.OrderBy(step => step.Sequence).Select(step => step.Step).ToList(),
            Is.EqualTo(new[] { "file", "accept", "assign", "claim", "resolve", "confirm" }));
        await Eventually.ThatAsync(() => assigned.Select(step => step.Input.Lead).ToList(), Is.EqualTo(new[] { "chengguan" }));

        foreach (var service in hosted)
            await service.StopAsync(default);
    }

    static Task Keep<T>(ConcurrentQueue<T> kept, ConsumeContext<T> context) where T : class
    {
        kept.Enqueue(context.Message);
        return Task.CompletedTask;
    }

    /// <summary>All steps there are, once none waits any more.</summary>
    static async Task<IReadOnlyList<OutboxMessage>> PublishedAsync(Database database)
    {
        if (await OutboxStore.OldestAsync(database) is not null)
            return [];
        List<OutboxMessage> steps = [];
        foreach (var order in await OrderList.PageAsync(database, new OrderFilter(Office.Alliance), null, OrderList.LongestPage))
        {
            var history = await HistoryList.FindAsync(database, order.Id);
            steps.AddRange(history.Select(taken => new OutboxMessage { EventId = taken.Id, Step = taken.Step.Name }));
        }

        return steps;
    }
}
