namespace Dispatch.Alliances;

/// <summary>How urgent an order is; each has limits of its own.</summary>
public static class Urgency
{
    /// <summary>一般</summary>
    public const string Normal = "normal";

    /// <summary>较急</summary>
    public const string Raised = "raised";

    /// <summary>紧急: its clocks and notices do not wait for the morning.</summary>
    public const string Urgent = "urgent";

    public static IReadOnlyList<string> All { get; } = [Normal, Raised, Urgent];
}
