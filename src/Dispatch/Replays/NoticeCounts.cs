namespace Dispatch.Replays;

/// <summary>How many notices of each kind the watch gave, and how many lapses there were.</summary>
public readonly record struct NoticeCounts(long Warned, long Breached, long Escalated, long Lapsed)
{
    /// <summary>One of the kind of a notice.</summary>
    public static NoticeCounts Of(Notice notice) => notice.Step switch
    {
        "warn" => new NoticeCounts(1, 0, 0, 0),
        "breach" => new NoticeCounts(0, 1, 0, 0),
        "escalate" => new NoticeCounts(0, 0, 1, 0),
        _ => new NoticeCounts(0, 0, 0, 1),
    };

    public static NoticeCounts operator +(NoticeCounts one, NoticeCounts other) => new(
        one.Warned + other.Warned, one.Breached + other.Breached, one.Escalated + other.Escalated, one.Lapsed + other.Lapsed);
}
