using Dispatch.Orders;

namespace Dispatch.Server.Orders;

/// <summary>A refusal as a line of a log or a report, in English.</summary>
public static class RefusalText
{
    public static string Of(Refusal refusal) => refusal.Fields is { Count: > 0 } fields
        ? $"{Wording.Of(refusal, chinese: false)} ({string.Join(", ", fields.Select(field => $"{field.Key}: {field.Value}"))})"
        : Wording.Of(refusal, chinese: false);
}
