using System.Text;
using Dispatch.Orders;
using Dispatch.Server.Messaging;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace Dispatch.Tests.Messaging;

/// <summary>A broker that takes frames of 4 kB only refuses some of the copies that others take.</summary>
public sealed class TheErrorQueue
{
    static readonly Refusal Refusal = Refusal.Of(Refusal.Unreadable, new string('乱', 5000));

    [Test]
    public async Task A_copy_that_the_broker_refuses_is_set_aside_with_less_and_its_neighbours_whole()
    {
        await using var broker = await TestBroker.CreateAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await RabbitTopology.DeclareAsync(channel, default);
        await using ErrorQueue errors = new(
            new RabbitConnections(broker.Address, largestFrame: 4096), TimeProvider.System, NullLogger.Instance);

        await Task.WhenAll(Enumerable.Range(1, 20).Select(n =>
            errors.AddAsync(Delivery($"{n}", n % 5 == 0 ? 20 : 1), n % 5 == 0 ? Refusal : Refusal.Of(Refusal.UnknownCaller))));

        Dictionary<string, BasicGetResult> copies = [];
        while (await channel.BasicGetAsync(RabbitTopology.Errors, autoAck: true) is { } copy)
            copies[copy.BasicProperties.MessageId!] = copy;
        Assert.That(copies, Has.Count.EqualTo(20));
        foreach (var (id, copy) in copies)
        {
            var bare = int.Parse(id, null) % 5 == 0;
            Assert.That(copy.BasicProperties.Headers!.ContainsKey("header-1"), Is.Not.EqualTo(bare), id);
            Assert.That(
                Encoding.UTF8.GetString((byte[])copy.BasicProperties.Headers["dispatch-code"]!),
                Is.EqualTo(bare ? "unreadable" : "unknown-caller"));
            Assert.That(Encoding.UTF8.GetString(copy.Body.Span), Is.EqualTo("{}"));
        }
    }

    [Test]
    public async Task A_queue_that_is_gone_is_no_fault_of_the_copy()
    {
        await using var broker = await TestBroker.CreateAsync();
        await using ErrorQueue errors = new(new RabbitConnections(broker.Address), TimeProvider.System, NullLogger.Instance);

        Assert.That(() => errors.AddAsync(Delivery("1", 1), Refusal), Throws.Exception, "it goes back to its queue and comes again");
    }

    static Delivery Delivery(string id, int headers) => new(
        "dispatch.file-order", 1, Redelivered: false,
        new BasicProperties
        {
            MessageId = id,
            Headers = Enumerable.Range(1, headers).ToDictionary(n => $"header-{n}", object? (_) => new string('a', 500)),
        },
        "{}"u8.ToArray());
}
