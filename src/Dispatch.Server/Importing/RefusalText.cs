using Dispatch.Orders;

namespace Dispatch.Server.Importing;

/// <summary>A refusal in a line of a report.</summary>
public static class RefusalText
{
    public static string Of(Refusal refusal) => refusal.Fields is { Count: > 0 } fields
        ? $"{Wording.Of(refusal, chinese: false)} ({string.Join(", ", fields.Select(field => $"{field.Key}: {field.Value}"))})"
        : Wording.Of(refusal, chinese: false);
}
