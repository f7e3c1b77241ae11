using System.Text.Encodings.Web;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Language;
using Dispatch.Outbox;
using Dispatch.Server.Orders;

namespace Dispatch.Server.Messaging;

/// <summary>What goes over the wire: the records of <c>Dispatch.Contracts</c> as plain JSON, camelCase, nothing that is null.</summary>
public static class EventBody
{
    /// <summary>The record that each step is published as.</summary>
    public static IReadOnlyDictionary<string, Type> Types { get; } = new Dictionary<string, Type>
    {
        ["file"] = typeof(OrderFiled),
        ["accept"] = typeof(OrderAccepted),
        ["correct"] = typeof(OrderCorrected),
        ["refuse"] = typeof(OrderRefused),
        ["merge"] = typeof(OrderMerged),
        ["separate"] = typeof(OrderSeparated),
        ["follow"] = typeof(OrderFollowed),
        ["assign"] = typeof(OrderAssigned),
        ["reassign"] = typeof(OrderReassigned),
        ["offer"] = typeof(OrderOffered),
        ["claim"] = typeof(OrderClaimed),
        ["return"] = typeof(OrderReturned),
        ["resolve"] = typeof(OrderResolved),
        ["confirm"] = typeof(OrderConfirmed),
        ["reopen"] = typeof(OrderReopened),
        ["withdraw"] = typeof(OrderWithdrawn),
        ["recall"] = typeof(OrderRecalled),
        ["comment"] = typeof(OrderCommented),
        ["attach"] = typeof(OrderPhotosAttached),
        ["suspend"] = typeof(OrderSuspended),
        ["resume"] = typeof(OrderResumed),
        ["extend"] = typeof(OrderExtensionAsked),
        ["grant"] = typeof(OrderExtensionGranted),
        ["deny"] = typeof(OrderExtensionDenied),
        ["settle"] = typeof(OrderSettled),
        ["lapse"] = typeof(OrderLapsed),
        ["warn"] = typeof(OrderWarned),
        ["breach"] = typeof(OrderBreached),
        ["escalate"] = typeof(OrderEscalated),
        ["retime"] = typeof(OrderRetimed),
        ["hand-back"] = typeof(OrderHandedBack),
        ["forget"] = typeof(OrderForgotten),
        ["appeal"] = typeof(OrderAppealed),
        ["uphold"] = typeof(OrderAppealUpheld),
        ["dismiss"] = typeof(OrderAppealDismissed),
    };

    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A step as everybody hears of it, without the telephone number of anybody: whoever needs one asks the API.</summary>
    /// <remarks>Written by hand, field by field, because the input is JSON already and this is the hottest loop of the bus.</remarks>
    public static byte[] Of(OutboxMessage message)
    {
        using MemoryStream body = new(512 + message.Input.Length);
        JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
        using (Utf8JsonWriter json = new(body, options))
        {
            json.WriteStartObject();
            json.WriteString("eventId", message.EventId);
            json.WriteString("orderId", message.OrderId);
            json.WriteString("number", message.Number);
            json.WriteString("alliance", message.Alliance);
            json.WriteString("workflow", message.Workflow);
            json.WriteNumber("workflowVersion", message.WorkflowVersion);
            json.WriteNumber("sequence", message.Sequence);
            json.WriteString("step", message.Step);
            if (message.FromStage is { } from)
                json.WriteString("from", from);
            json.WriteString("to", message.ToStage);
            if (message.Desk is { } desk)
                json.WriteString("desk", desk);
            json.WriteStartObject("actor");
            json.WriteString("id", message.ActorId);
            json.WriteString("name", PersonalNumbers.Hidden(message.ActorName));
            if (message.ActorMember is { } member)
                json.WriteString("member", member);
            json.WriteEndObject();
            json.WriteString("at", message.At.UtcDateTime);
            if (message.Due is { } due)
                json.WriteString("due", due.UtcDateTime);
            json.WritePropertyName("input");
            HiddenInput.Write(json, message.Input);
            json.WriteEndObject();
        }

        return body.ToArray();
    }
}
