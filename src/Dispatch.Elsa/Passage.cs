using Dispatch.Workflows;
using Elsa.Workflows;

namespace Dispatch.OnElsa;

/// <summary>One crossing on its way through a flow.</summary>
sealed class Passage(Crossing crossing)
{
    public Crossing Crossing => crossing;

    /// <summary>The stage where the order came to wait last; null as long as it came to none.</summary>
    public string? To { get; set; }

    /// <summary>The passage that a run is made for; null while a waiting state is being made.</summary>
    public static Passage? Of(ActivityExecutionContext context) =>
        context.WorkflowExecutionContext.TransientProperties.TryGetValue(typeof(Passage), out var passage) ? (Passage)passage : null;

    public void Begin(WorkflowExecutionContext context) => context.TransientProperties[typeof(Passage)] = this;
}
