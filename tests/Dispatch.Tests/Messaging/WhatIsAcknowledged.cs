using System.Text;
using Dispatch.Server.Messaging;
using Dispatch.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Tests.Messaging;

public sealed class WhatIsAcknowledged
{
    /// <summary>What is done, in this order: a number is a delivery that is done, one with a minus went back to its queue.</summary>
    static readonly TestCaseData[] Groups =
    [
        Group([], 2, 0, [], "Nothing_is_told_while_nothing_is_done"),
        Group([1], 2, 1, [], "The_first_is_told_at_once"),
        Group([1, 2, 3], 2, 3, [], "Those_in_a_row_are_told_as_one_group"),
        Group([3, 2, 1], 2, 3, [], "Those_in_a_row_are_a_group_in_whatever_order_they_ended"),
        Group([2], 2, 0, [], "One_behind_a_delivery_under_way_waits"),
        Group([3, 2], 2, 0, [], "As_many_as_may_wait_behind_a_delivery_wait"),
        Group([4, 3, 2], 2, 0, [2, 3, 4], "Too_many_behind_a_delivery_are_told_one_by_one"),
        Group([1, 3, 4, 5], 2, 1, [3, 4, 5], "A_group_is_told_and_those_behind_one_by_one"),
        Group([1, 3], 0, 1, [3], "Whatever_is_done_is_told_at_the_end"),
        Group([-1], 2, 0, [], "One_that_went_back_is_not_told"),
        Group([1, -2], 2, 1, [], "A_group_ends_before_one_that_went_back"),
        Group([-1, 2], 2, 2, [], "A_group_goes_on_behind_one_that_went_back"),
        Group([-2, 3, 4, 5], 2, 0, [3, 4, 5], "One_that_went_back_is_not_told_by_itself_either"),
    ];

    [TestCaseSource(nameof(Groups))]
    public void The_broker_is_told_in_groups(int[] done, int mostBehind, int upTo, int[] singly)
    {
        DoneDeliveries deliveries = new();
        foreach (var tag in done)
            deliveries.Add((ulong)Math.Abs(tag), given: tag < 0);

        Assert.That(deliveries.AreDue(mostBehind), Is.EqualTo(upTo > 0 || singly.Length > 0));
        var told = deliveries.Take(mostBehind);
        Assert.That(told.UpTo, Is.EqualTo(upTo));
        Assert.That(told.Singly, Is.EqualTo(singly));
    }

    [Test]
    public void Nothing_is_told_twice()
    {
        DoneDeliveries deliveries = new();
        foreach (ulong tag in (ulong[])[1, 3, 4])
            deliveries.Add(tag, given: false);
        deliveries.Take(mostBehind: 0);

        var again = deliveries.Take(mostBehind: 0);
        Assert.That((again.UpTo, again.Singly.Count), Is.EqualTo((0UL, 0)));

        deliveries.Add(2, given: false);
        Assert.That(deliveries.Take(mostBehind: 0).UpTo, Is.EqualTo(2), "not 4, which the broker knows of by itself");
    }

    [Test]
    public async Task What_is_not_done_goes_back_to_its_queue()
    {
        await using var broker = await TestBroker.CreateAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        await using var theirs = await connection.CreateChannelAsync();
        var queue = await FilledAsync(theirs, 6);

        await using (var channel = await connection.CreateChannelAsync())
        {
            Acknowledgements acknowledgements = new(channel);
            List<ulong> tags = [];
            while (await channel.BasicGetAsync(queue, autoAck: false) is { } message)
                tags.Add(message.DeliveryTag);
            foreach (var tag in tags.Where(tag => tag is not (3 or 6)))
                acknowledgements.Done(tag);
            await acknowledgements.FlushAsync();
        }

        List<string> left = [];
        await Eventually.ThatAsync(() => theirs.MessageCountAsync(queue), Is.EqualTo(2));
        while (await theirs.BasicGetAsync(queue, autoAck: true) is { } message)
            left.Add(Encoding.UTF8.GetString(message.Body.Span));
        Assert.That(left, Is.EqualTo((string[])["3", "6"]));
    }

    [Test]
    public async Task One_slow_delivery_does_not_use_up_the_prefetch()
    {
        await using var broker = await TestBroker.CreateAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var queue = await FilledAsync(channel, 1000);
        await channel.BasicQosAsync(0, 300, global: false);
        Acknowledgements acknowledgements = new(channel);
        var taken = 0;
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            Interlocked.Increment(ref taken);
            if (delivery.DeliveryTag > 1)
                acknowledgements.Done(delivery.DeliveryTag);
            return Task.CompletedTask;
        };

        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);

        await Eventually.ThatAsync(() => Volatile.Read(ref taken), Is.EqualTo(1000));
    }

    /// <summary>A queue with the messages 1, 2, 3 and so on.</summary>
    static async Task<string> FilledAsync(IChannel channel, int count)
    {
        var queue = await channel.QueueDeclareAsync("theirs", durable: false, exclusive: false, autoDelete: false);
        for (var n = 1; n <= count; n++)
            await channel.BasicPublishAsync("", queue.QueueName, Encoding.UTF8.GetBytes($"{n}"));
        await Eventually.ThatAsync(() => channel.MessageCountAsync(queue.QueueName), Is.EqualTo(count));
        return queue.QueueName;
    }

    static TestCaseData Group(int[] done, int mostBehind, int upTo, int[] singly, string name) =>
        new(done, mostBehind, upTo, singly) { TestName = name };
}
