using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Orders;
using Dispatch.Workflows;

namespace Dispatch.Server.Playing;

/// <summary>Reads a step as events and HTTP answers describe it.</summary>
static class StepReading
{
    public static TakenStep Read(JsonElement json, Guid orderId, Workflow workflow)
    {
        var (step, to) = (json.GetProperty("step").GetString()!, json.GetProperty("to").GetString()!);
        return new TakenStep(
            json.TryGetProperty("eventId", out var id) ? id.GetGuid() : Guid.Empty,
            orderId,
            json.GetProperty("sequence").GetInt32(),
            StepRegistry.FromHistory(step, json.GetProperty("input").GetRawText()),
            json.TryGetProperty("from", out var from) ? from.GetString() : null,
            to,
            workflow.Stage(to).Desk,
            json.GetProperty("actor").Deserialize<Actor>(JsonSerializerOptions.Web)!,
            json.GetProperty("at").GetDateTimeOffset(),
            null);
    }
}
