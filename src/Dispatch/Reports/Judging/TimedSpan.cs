using Dispatch.Clocks;

namespace Dispatch.Reports.Judging;

/// <summary>A span in the life of an order that has a limit, or may have one.</summary>
abstract class TimedSpan
{
    /// <summary>Of <see cref="OutcomeKind"/>.</summary>
    public abstract string Kind { get; }

    /// <summary>Code of the member that answers for it; empty for nobody.</summary>
    public virtual string Member { get; set; } = "";

    /// <summary>Code of the member that held the chair and dispatched; empty for nobody.</summary>
    public string Chair { get; set; } = "";

    public required DateTimeOffset Began { get; init; }

    /// <summary>Its limit as the last step left it; null where it has none.</summary>
    public Clock? Clock { get; private set; }

    protected bool HadLimit { get; private set; }

    /// <summary>When its limit ended while it was not done; stays for good once it is set.</summary>
    public DateTimeOffset? Missed { get; private set; }

    /// <summary>When the limit did not matter any more.</summary>
    public abstract DateTimeOffset? Done { get; }

    public void Limit(Clock? clock)
    {
        Clock = clock;
        HadLimit |= clock is not null;
    }

    /// <summary>The limit was another from the beginning.</summary>
    public void Correct(Clock? clock) => (Clock, HadLimit, Missed) = (clock, clock is not null, null);

    public void PassUntil(DateTimeOffset at)
    {
        if (Missed is null && Due is { } due && due < at)
            Missed = due;
    }

    /// <summary>While the limit runs; one that had ended before the span began ends with its beginning.</summary>
    protected DateTimeOffset? Due => Clock is { Runs: true, Due: var due } ? (due > Began ? due : Began) : null;

    /// <summary>When the limit ended; or when it will end, while the span is open and the limit was not missed yet.</summary>
    protected (DateTimeOffset At, bool IsOpen)? Overdue => (Missed, Done, Due) switch
    {
        ({ } missed, _, _) => (missed, false),
        (null, null, { } due) => (due, true),
        _ => null,
    };

    /// <returns>Null while nothing is decided, or where it is not counted.</returns>
    public abstract Judgement? Judge();
}
