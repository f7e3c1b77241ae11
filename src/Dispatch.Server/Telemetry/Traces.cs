using System.Diagnostics;

namespace Dispatch.Server.Telemetry;

/// <summary>Follows a step from the message or request that brought it to the event that it became.</summary>
static class Traces
{
    /// <summary>The name of the header, as in W3C Trace Context.</summary>
    public const string Header = "traceparent";

    static readonly ActivitySource Source = new("Dispatch");

    public static string SourceName => Source.Name;

    /// <summary>Goes on with the trace of a sender; ends when it is disposed of.</summary>
    /// <param name="trace">From the sender's header; what is no trace is left out.</param>
    /// <returns>Null where nobody listens and the sender records none.</returns>
    public static Activity? Continue(string name, ActivityKind kind, string? trace)
    {
        var isTrace = ActivityContext.TryParse(trace, null, isRemote: true, out var parent);
        if (Source.HasListeners())
            return Source.StartActivity(name, kind, parent);

        // Nobody here exports it, but the sender does, and its trace must not end with us.
        return isTrace && parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? new Activity(name).SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags).Start()
            : null;
    }

    /// <summary>A step is published: a span where somebody listens.</summary>
    /// <param name="trace">What was remembered with the step.</param>
    /// <returns>What goes with the message; null for nothing.</returns>
    public static string? Publishing(string step, string number, string? trace)
    {
        if (trace is null || !ActivityContext.TryParse(trace, null, isRemote: true, out var parent))
            return null;
        using var span = Source.StartActivity($"publish {step}", ActivityKind.Producer, parent);
        span?.SetTag("messaging.system", "rabbitmq").SetTag("dispatch.order", number);
        return span?.Id ?? trace;
    }

    /// <summary>A request whose sender records a trace has one here, also where nobody listens and the framework begins none.</summary>
    public static void UseTraces(this WebApplication app) => app.Use(async (context, next) =>
    {
        using var activity = Activity.Current is null && context.Request.Headers.TryGetValue(Header, out var trace)
            ? Continue($"{context.Request.Method}", ActivityKind.Server, trace)
            : null;
        await next();
    });
}
