using System.Reflection;
using System.Text;
using Dispatch.Contracts;
using Dispatch.Server.Messaging;
using Dispatch.Tests.Support;
using RabbitMQ.Client;

namespace Dispatch.Tests.Messaging;

/// <summary>Programs of other people know these names: add to the lists, and change nothing in them.</summary>
public sealed class PublishedNames
{
    /// <summary>The record that each step is published as; MassTransit derives the exchange from the name of the record.</summary>
    static readonly (string Step, string Record)[] Steps =
    [
        ("accept", "OrderAccepted"), ("appeal", "OrderAppealed"), ("assign", "OrderAssigned"), ("attach", "OrderPhotosAttached"),
        ("breach", "OrderBreached"), ("claim", "OrderClaimed"), ("comment", "OrderCommented"), ("confirm", "OrderConfirmed"),
        ("correct", "OrderCorrected"),
        ("deny", "OrderExtensionDenied"), ("dismiss", "OrderAppealDismissed"), ("escalate", "OrderEscalated"),
        ("extend", "OrderExtensionAsked"), ("file", "OrderFiled"), ("grant", "OrderExtensionGranted"), ("lapse", "OrderLapsed"),
        ("follow", "OrderFollowed"), ("forget", "OrderForgotten"), ("hand-back", "OrderHandedBack"), ("merge", "OrderMerged"),
        ("separate", "OrderSeparated"),
        ("offer", "OrderOffered"),
        ("reassign", "OrderReassigned"), ("recall", "OrderRecalled"),
        ("refuse", "OrderRefused"), ("reopen", "OrderReopened"),
        ("resolve", "OrderResolved"), ("resume", "OrderResumed"), ("retime", "OrderRetimed"), ("return", "OrderReturned"),
        ("settle", "OrderSettled"), ("suspend", "OrderSuspended"), ("uphold", "OrderAppealUpheld"), ("warn", "OrderWarned"),
        ("withdraw", "OrderWithdrawn"),
    ];

    /// <summary>What is inside the events and commands, field by field; on the wire they begin with a small letter.</summary>
    static readonly string[] Fields =
    [
        "Accepting: Category Urgency",
        "Actor: Id Name Member",
        "AppealDismissing: Reason",
        "AppealUpholding: Note",
        "Appealing: Reason Photos",
        "Assigning: Lead Support",
        "Attaching: Photos Note",
        "Claiming: Part",
        "Commenting: Text To",
        "Confirming: Rating Note",
        "Correcting: Category Urgency Reason",
        "Escalating: Of Due To Late",
        "ExtensionAsking: Reason Limit",
        "ExtensionDenying: Reason",
        "ExtensionGranting: Note",
        "FileOrder: Alliance Workflow Category Title Text Merchant Location Source ExternalId ReportedAt",
        "Following: Into Became Outcome",
        "Forgetting: After",
        "Filing: Category Title Text Merchant MerchantCode Location Source ExternalId ReportedAt",
        "LapseReason: Zh En",
        "Lapsing: Reason",
        "Location: Latitude Longitude Address",
        "Merchant: Name Phone Address Code",
        "Merging: Into",
        "Noticing: Of Due Late",
        "HandingBack: Member Person",
        "Offering: Places",
        "OrderStep: EventId OrderId Number Alliance Workflow WorkflowVersion Sequence Step From To Desk Actor At Due",
        "Reassigning: Lead Support Reason",
        "Recalling: Step Sequence Reason",
        "Refusing: Reason",
        "Reopening: Reason",
        "Resolving: Note Photos Reason",
        "Resuming: ",
        "Retiming: Reason",
        "Returning: Reason",
        "Separating: Reason",
        "Settling: Lead By Note Ruling",
        "Suspending: Until Reason",
        "TakeStep: Order Step Input Version",
        "Withdrawing: Reason",
    ];

    [Test]
    public void Of_records_and_their_fields_are_the_same_for_ever()
    {
        var events = Steps.Select(step => $"Dispatch.Contracts.{step.Record}: Input");

        Assert.That(
            typeof(OrderStep).Assembly.GetExportedTypes().Select(type => $"{type.FullName}: {string.Join(' ', NamesIn(type))}"),
            Is.EquivalentTo(events.Concat(Fields.Select(line => $"Dispatch.Contracts.{line}"))));
    }

    [Test]
    public async Task Of_exchanges_lead_every_step_to_those_who_listen_to_it()
    {
        await using var broker = await TestBroker.CreateAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await RabbitTopology.DeclareAsync(channel, CancellationToken.None);
        await ListenAsync(channel, "all", "Dispatch.Contracts:OrderStep");
        foreach (var (step, record) in Steps)
            await ListenAsync(channel, step, $"Dispatch.Contracts:{record}");

        foreach (var (step, _) in Steps)
            await channel.BasicPublishAsync("dispatch.steps", $"shengyang.merchant-order.{step}", Encoding.UTF8.GetBytes(step));

        Assert.That(await HeardAsync(channel, "all"), Is.EqualTo(Steps.Select(step => step.Step)));
        foreach (var (step, _) in Steps)
            Assert.That(await HeardAsync(channel, step), Is.EqualTo((string[])[step]));
    }

    [Test]
    public async Task Of_queues_take_commands_directly_and_through_exchanges_of_the_same_names()
    {
        await using var broker = await TestBroker.CreateAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await RabbitTopology.DeclareAsync(channel, CancellationToken.None);

        foreach (var queue in (string[])["dispatch.file-order", "dispatch.take-step"])
        {
            await channel.BasicPublishAsync("", queue, "directly"u8.ToArray());
            await channel.BasicPublishAsync(queue, "", "by the exchange"u8.ToArray());
            await channel.BasicPublishAsync("dispatch.commands", queue["dispatch.".Length..], "by that of all commands"u8.ToArray());
            await Eventually.ThatAsync(async () => (await channel.QueueDeclarePassiveAsync(queue)).MessageCount, Is.EqualTo(3));
        }

        Assert.That((await channel.QueueDeclarePassiveAsync("dispatch.errors")).MessageCount, Is.Zero);
    }

    [Test]
    public void Of_headers_on_a_message_that_is_set_aside_are_the_same_for_ever() => Assert.That(
        (string[])
        [
            ErrorCopy.Code, ErrorCopy.Reason, ErrorCopy.ReasonInChinese, ErrorCopy.Fields, ErrorCopy.Queue, ErrorCopy.At,
            ErrorCopy.LeftOut, ErrorCopy.Id,
        ],
        Is.EqualTo((string[])
        [
            "dispatch-code", "dispatch-reason", "dispatch-reason-zh", "dispatch-fields", "dispatch-queue", "dispatch-at",
            "dispatch-left-out", "dispatch-id",
        ]));

    static IEnumerable<string> NamesIn(Type type) =>
        type.GetProperties(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance).Select(field => field.Name);

    static async Task ListenAsync(IChannel channel, string queue, string exchange)
    {
        await channel.QueueDeclareAsync(queue, exclusive: true);
        await channel.QueueBindAsync(queue, exchange, "");
    }

    static async Task<List<string>> HeardAsync(IChannel channel, string queue)
    {
        List<string> heard = [];
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
            heard.Add(Encoding.UTF8.GetString(message.Body.Span));
        return heard;
    }
}
